import { expect, test } from "vitest";

import { moveLamports, ownerOf } from "./given-strangers.ts";
import {
  chainBalances,
  expectedBalances,
  givenApproved,
  givenSettlement,
  type GivenSettlement,
  planOf,
  settleAll,
  settleBatch,
  TWENTY,
} from "./given.ts";

const FIVE = TWENTY.slice(0, 5);
const FEE_LAMPORTS = 5_000n;
const stranger = ownerOf("stranger");

async function givenFive() {
  const given = await givenSettlement();
  const digest = await givenApproved(given.ledger, planOf(given.facts, FIVE, { perBatch: 1 }));
  const advance = () => given.chain.advance(10);
  const settle = async (batch: number) =>
    await settleBatch(given.activities(), { digest, batch }, { advance });
  return Object.assign(given, { digest, settle });
}

async function lamportsOf({ chain, settler }: GivenSettlement): Promise<bigint> {
  const { values } = await chain.chain.accounts([settler.address], "finalized");
  return values[0]?.lamports ?? 0n;
}

/** Leaves the settler so many lamports. */
async function leave(given: GivenSettlement, lamports: bigint): Promise<void> {
  const held = await lamportsOf(given);
  const rest = held - lamports - FEE_LAMPORTS;
  await moveLamports(given, given.settler, stranger.address, rest);
  expect(await lamportsOf(given)).toBe(lamports);
}

/** Somebody sends the settler some, as the error asks. */
async function refill(given: GivenSettlement): Promise<void> {
  await moveLamports(given, stranger, given.settler.address, 1_000_000_000n);
}

async function countOf({ ledger }: GivenSettlement, kind: "attempt_signed" | "attempt_failed") {
  return (await ledger.read({ kinds: [kind] })).length;
}

test.each([
  { left: "nothing", lamports: 0n, why: "it has no lamports" },
  {
    left: "itself alone",
    lamports: 893_000n,
    why: "the settler has too few lamports for the rents",
  },
  {
    left: "a receipt",
    lamports: 2_000_000n,
    why: "the settler has too few lamports for the token account",
  },
])(
  "a settler with lamports for $left stops mid-way before it signs, and pays the rest once it has some",
  async ({ lamports, why }) => {
    await using given = await givenFive();
    const { digest, settle } = given;
    expect([await settle(0), await settle(1)]).toEqual(["paid", "paid"]);
    await leave(given, lamports);
    const { checkSettleable, prepareBatch } = given.activities();

    await expect(prepareBatch({ digest, batch: 2 })).rejects.toThrow(why);
    await expect(checkSettleable({ digest })).rejects.toMatchObject({
      code: "lamports_short",
      message: expect.stringContaining(`has ${lamports} lamports; fees and rents need `),
    });
    expect(await countOf(given, "attempt_signed")).toBe(2);
    const held = Object.values(await chainBalances(given.activities(), digest));
    expect(held.filter((amount) => amount === "0")).toHaveLength(3);

    await refill(given);
    expect(new Set(await settleAll(given, digest))).toEqual(new Set(["paid"]));
    expect(await countOf(given, "attempt_signed")).toBe(5);
    expect(await chainBalances(given.activities(), digest)).toEqual(expectedBalances(FIVE));
  },
);

test.each([
  { left: "nothing", lamports: 0n, outcome: "expired" },
  { left: "a receipt", lamports: 1_000_000n, outcome: "failed" },
])(
  "a payment signed before the settler was left with lamports for $left pays nobody, and is signed anew once there are some",
  async ({ lamports, outcome }) => {
    await using given = await givenFive();
    const { digest, settle } = given;
    const input = { digest, batch: 0 };
    const activities = given.activities();
    await activities.prepareBatch(input);
    await leave(given, lamports);
    await activities.sendBatch(input);
    const outcomes: string[] = [];
    while (outcomes.at(-1) !== outcome && outcomes.length < 20) {
      given.chain.advance(40);
      outcomes.push((await activities.observeBatch(input)).outcome);
    }

    expect(outcomes.at(-1)).toBe(outcome);
    await expect(activities.prepareBatch(input)).rejects.toThrow("lamports");
    expect(new Set(Object.values(await chainBalances(activities, digest)))).toEqual(new Set(["0"]));
    await refill(given);
    expect(await settle(0)).toBe("paid");
    expect(await countOf(given, "attempt_signed")).toBe(2);
  },
);

test("as many lamports as are asked for pay a plan to its end, and one less is refused", async () => {
  await using given = await givenFive();
  const { digest } = given;
  await leave(given, 1_000_000n);
  const refusal = await given
    .activities()
    .checkSettleable({ digest })
    .catch((error: Error) => error);
  const needed = BigInt(/fees and rents need (\d+)/.exec(String(refusal))?.[1] ?? "");

  await moveLamports(given, stranger, given.settler.address, needed - 1n - 1_000_000n);
  await expect(given.activities().checkSettleable({ digest })).rejects.toThrow(
    `has ${needed - 1n}`,
  );
  await moveLamports(given, stranger, given.settler.address, 1n);
  expect(new Set(await settleAll(given, digest))).toEqual(new Set(["paid"]));
  expect(await chainBalances(given.activities(), digest)).toEqual(expectedBalances(FIVE));
});
