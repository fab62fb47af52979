import { cpSync } from "node:fs";
import { join } from "node:path";

import { afterAll, beforeAll, expect, test } from "vitest";

import {
  chainBalances,
  expectedBalances,
  givenApproved,
  givenSettlement,
  planOf,
  settleBatch,
  TWENTY,
  type GivenSettlement,
} from "../given.ts";
import type { ChainAccount, ChainPort, LandedTransaction, SignatureStatus } from "./port.ts";
import { tokenAccountOf } from "../recipients.ts";
import { base58Bytes } from "./transaction/base58.ts";
import { witnessed } from "./witnessed.ts";

const TWO = TWENTY.slice(0, 2);
type Lie = (honest: ChainPort) => Partial<ChainPort>;

const invented: SignatureStatus = { slot: 2_000, commitment: "finalized", error: null };

/** What a node can say that is not so, by what it would lead us to. Each holds for as long as it lies. */
const LIES: readonly (readonly [string, Lie])[] = [
  ["another chain", () => ({ genesis: async () => "4".repeat(44) })],
  [
    "a block hash that lives for ever",
    (honest) => ({
      latestBlockhash: async () => ({
        ...(await honest.latestBlockhash()),
        lastValidBlockHeight: 10 ** 9,
      }),
    }),
  ],
  [
    "a block hash that is dead already",
    (honest) => ({
      latestBlockhash: async () => ({
        ...(await honest.latestBlockhash()),
        lastValidBlockHeight: 0,
      }),
    }),
  ],
  ["that it sent, and did not", () => ({ send: async () => {} })],
  [
    "a height far ahead",
    () => ({ finalizedView: async () => ({ slot: 10 ** 9, height: 10 ** 9 }) }),
  ],
  [
    "a height just past the hash's life",
    (honest) => ({
      finalizedView: async () => {
        const { slot, height } = await honest.finalizedView();
        return { slot: slot + 100, height: height + 10_000 };
      },
    }),
  ],
  [
    "that all is paid",
    (honest) => ({
      statuses: async (of) => ({ ...(await honest.statuses(of)), values: of.map(() => invented) }),
    }),
  ],
  [
    "that nothing is known",
    (honest) => ({
      statuses: async (of) => ({ ...(await honest.statuses(of)), values: of.map(() => null) }),
      signaturesOf: async () => [],
      transaction: async () => null,
      accounts: async (of, commitment) => ({
        ...(await honest.accounts(of, commitment)),
        values: of.map(() => null),
      }),
    }),
  ],
  [
    "that all failed",
    (honest) => ({
      statuses: async (of) => ({
        ...(await honest.statuses(of)),
        values: of.map(() => ({ ...invented, error: { InstructionError: [4, { Custom: 1 }] } })),
      }),
    }),
  ],
  [
    "that no receipt is there",
    (honest) => ({
      accounts: async (of, commitment) => ({
        ...(await honest.accounts(of, commitment)),
        values: of.map(() => null),
      }),
    }),
  ],
  [
    "that every receipt is taken",
    (honest) => ({
      accounts: async (of, commitment) => {
        const answer = await honest.accounts(of, commitment);
        const taken: ChainAccount = {
          lamports: 890_880n,
          owner: "1".repeat(32),
          isExecutable: false,
          bytes: new Uint8Array(),
        };
        return { ...answer, values: answer.values.map((value) => value ?? taken) };
      },
    }),
  ],
  [
    "another outcome of a transaction",
    (honest) => ({
      transaction: async (signature) => {
        const landed = await honest.transaction(signature);
        if (landed === null) return null;
        const lied: LandedTransaction = { ...landed, tokenBalances: [] };
        return lied;
      },
    }),
  ],
  [
    "a transaction that names the receipt",
    () => ({
      signaturesOf: async () => [
        { signature: "2".repeat(88), slot: 1_200, error: null, memo: null },
      ],
    }),
  ],
  ["a rent of a hundred SOL", () => ({ rentExempt: async () => 100_000_000_000n })],
  ["no rent at all", () => ({ rentExempt: async () => 0n })],
  [
    "that a payment would fail",
    () => ({ simulate: async () => ({ error: "AccountNotFound", units: 0, logs: [] }) }),
  ],
  [
    "that a payment needs one unit",
    () => ({ simulate: async () => ({ error: null, units: 1, logs: [] }) }),
  ],
];

const PLACES = ["primary", "witness"] as const;

let given: GivenSettlement;
beforeAll(async () => {
  given = await givenSettlement();
});
afterAll(async () => {
  await given[Symbol.asyncDispose]();
});

const CASES = PLACES.flatMap((place) => LIES.map(([lie, of]) => ({ place, lie, of })));
/** A chain pays a month for one ledger alone, and each case has a ledger of its own. */
const monthOf = (index: number) => `20${String(30 + index)}-01`;

test.each(CASES.map((one, index) => ({ ...one, period: monthOf(index) })))(
  "a $place that says $lie: nothing unpaid is called paid, and nothing is paid twice",
  async ({ place, lie, of, period }) => {
    const lines = TWO.map(({ amount }, index) => ({ member: `${place} ${lie} ${index}`, amount }));
    const paidOnce = expectedBalances(lines);
    const ledger = await given.freshLedger();
    const digest = await givenApproved(ledger, planOf(given.facts, lines, { period }));
    const input = { digest, batch: 0 };
    const honest = given.chain.chain;
    const liar = { name: "liar", chain: { ...honest, ...of(honest) } };
    const truthful = { name: "truthful", chain: honest };
    const pair = place === "primary" ? ([liar, truthful] as const) : ([truthful, liar] as const);
    const activities = given.activities({ ledger, chain: witnessed(pair[0], [pair[1]]) });
    const replaced = given.activities({ ledger });

    // Past finality and twice past the life of a block hash.
    for (let look = 0; look < 10; look += 1) {
      for (const step of ["checkSettleable", "prepareBatch", "sendBatch", "observeBatch"] as const)
        // As the policies table does: what threw is called again.
        await activities[step](input).catch(() => undefined);
      given.chain.advance(33);
    }
    const paid = await ledger.read({ kinds: ["batch_paid"] });
    if (paid.length > 0) expect(await chainBalances(replaced, digest)).toEqual(paidOnce);

    const advance = () => given.chain.advance(10);
    expect(await settleBatch(replaced, input, { advance })).toBe("paid");
    expect(await chainBalances(replaced, digest)).toEqual(paidOnce);
  },
);

test("a node that invents a whole chain settles alone with difference 0, and with a witness nothing", async () => {
  const lines = TWO.map(({ amount }, index) => ({ member: `invented ${index}`, amount }));
  const plan = planOf(given.facts, lines, { period: "2029-01" });
  const nobody = Object.fromEntries(Object.keys(expectedBalances(lines)).map((one) => [one, "0"]));
  // Before they part, the month is the plan's in both.
  const first = await given.freshLedger();
  const held = await givenApproved(first, plan);
  await given.activities({ ledger: first }).prepareBatch({ digest: held, batch: 0 });
  // The node takes all to a copy that only it sees; the chain itself hears of nothing.
  await given.replaceChain(() =>
    cpSync(join(given.folder, "chain"), join(given.folder, "copy"), { recursive: true }),
  );
  await using inventing = await given.openCopy("copy");
  const deaf: ChainPort = { ...given.chain.chain, send: async () => {} };
  async function outcomes(chain: ChainPort) {
    const ledger = await given.freshLedger();
    const digest = await givenApproved(ledger, plan);
    const activities = given.activities({ ledger, chain });
    const seen = new Set<string>();
    for (let look = 0; look < 10; look += 1) {
      await activities.prepareBatch({ digest, batch: 0 });
      await activities.sendBatch({ digest, batch: 0 });
      seen.add((await activities.observeBatch({ digest, batch: 0 })).outcome);
      for (const one of [given.chain, inventing]) one.advance(10);
    }
    return { seen: [...seen], activities, ledger, digest };
  }

  const both = await outcomes(
    witnessed({ name: "inventing", chain: inventing.chain }, [{ name: "deaf", chain: deaf }]),
  );
  expect(both.seen).toEqual(["pending"]);
  const alone = await outcomes(inventing.chain);
  expect(alone.seen).toContain("paid");
  expect(await alone.activities.reconcile({ digest: alone.digest })).toMatchObject({
    difference_base_units: "0",
  });
  const { ledger, digest } = alone;
  expect(await chainBalances(given.activities({ ledger }), digest)).toEqual(nobody);
});

/** The chain itself, and a second node that says something else. */
function pairOf(lie: Partial<ChainPort>): ChainPort {
  const { chain } = given.chain;
  return witnessed({ name: "own.example", chain }, [
    { name: "other.example", chain: { ...chain, ...lie } },
  ]);
}

/** A final transaction of the chain, and who is in it. */
async function anyLanded() {
  const [entry] = await given.chain.chain.signaturesOf(given.facts.treasury);
  return entry ?? expect.unreachable();
}

test("a transaction that one node alone shows is none yet", async () => {
  const { signature } = await anyLanded();

  expect(await pairOf({ transaction: async () => null }).transaction(signature)).toBe(null);
  expect(await pairOf({}).transaction(signature)).toMatchObject({ error: null });
});

test("a history in which a node leaves something out is refused", async () => {
  const { signature, slot } = await anyLanded();
  const { treasury } = given.facts;

  await expect(
    pairOf({ signaturesOf: async () => [] }).signaturesOf(treasury, slot),
  ).rejects.toThrow(`The nodes do not agree on transaction ${signature} of ${treasury}`);
});

test("what has expired has expired for all: the lowest height and the longest life count", async () => {
  const { chain } = given.chain;
  const far = pairOf({
    finalizedView: async () => {
      const { slot, height } = await chain.finalizedView();
      return { slot: slot + 10, height: height + 10_000 };
    },
    latestBlockhash: async () => ({ blockhash: "1", lastValidBlockHeight: 0, slot: 0 }),
  });

  const { height } = await chain.finalizedView();
  expect((await far.finalizedView()).height).toBe(height + 1);
  await expect(far.latestBlockhash()).rejects.toThrow(
    "do not agree on how long a payment may land",
  );
});

test("one node that shows an account which another does not is believed by nobody", async () => {
  const { treasury } = given.facts;
  const blind = pairOf({ accounts: async () => ({ contextSlot: 10 ** 9, values: [null] }) });

  await expect(blind.accounts([treasury], "finalized")).rejects.toThrow(
    `The nodes do not agree on the account ${treasury}`,
  );
});

test("a node that invents a payment settles nothing, and is named once it has lasted", async () => {
  const pair = pairOf({
    statuses: async (of) => ({ contextSlot: 10 ** 9, values: of.map(() => invented) }),
  });
  const seen = new Set<string | undefined>();
  let told = "";
  for (let look = 0; look < 100 && told === ""; look += 1) {
    try {
      seen.add((await pair.statuses(["1".repeat(88)])).values[0]?.commitment);
    } catch (error) {
      told = String(error);
    }
  }

  expect([...seen]).toEqual(["processed"]);
  expect(told).toMatch(
    /ChainDisagreementError: The nodes do not agree on what became of 1+: own\.example says nothing; other\.example says finalized in slot 2000/,
  );
});

test("a lie about a rent names who said what", async () => {
  const pair = pairOf({ rentExempt: async () => 3_000_000_000_000n });

  await expect(pair.rentExempt(0)).rejects.toThrow(
    "The nodes do not agree on the rent of 0 bytes: own.example says 890880; other.example says 3000000000000.",
  );
});

test("balances may differ between two moments, and the lower one counts", async () => {
  const honest = given.chain.chain;
  const richer: ChainPort = {
    ...honest,
    accounts: async (of, commitment) => {
      const answer = await honest.accounts(of, commitment);
      const values = answer.values.map((value) => {
        if (value === null) return null;
        const bytes = Buffer.from(value.bytes);
        bytes.writeBigUInt64LE(10n ** 18n, 64);
        return { ...value, bytes };
      });
      return { ...answer, values };
    },
  };
  const pair = witnessed({ name: "a", chain: richer }, [{ name: "b", chain: honest }]);
  const { treasury } = given.facts;

  expect((await pair.accounts([treasury], "finalized")).values).toEqual(
    (await honest.accounts([treasury], "finalized")).values,
  );
});

/** Where a token account keeps who may spend of it, and how much. */
const DELEGATE_AT = 72;
const ALLOWANCE_AT = 121;

test("what is allowed may differ between two moments: the less counts, and of two delegates neither", async () => {
  const account = (amount: bigint, delegate: number, allowance: bigint): ChainAccount => {
    const bytes = Buffer.alloc(165);
    bytes.writeBigUInt64LE(amount, 64);
    bytes.writeUInt32LE(delegate === 0 ? 0 : 1, DELEGATE_AT);
    bytes.fill(delegate, DELEGATE_AT + 4, DELEGATE_AT + 36);
    bytes.writeBigUInt64LE(allowance, ALLOWANCE_AT);
    const owner = "TokenkegQfeZyiNwAJbNbGKPFXCWuBvf9Ss623VQ5DA";
    return { lamports: 1n, owner, isExecutable: false, bytes };
  };
  const seen = async (...shown: readonly ChainAccount[]) => {
    const nodes = shown.map((one, index) => ({
      name: `node ${index}`,
      chain: { ...given.chain.chain, accounts: async () => ({ contextSlot: 1, values: [one] }) },
    }));
    const { values } = await witnessed(nodes[0]!, nodes.slice(1)).accounts(["any"], "confirmed");
    const held = tokenAccountOf(values[0] ?? null);
    return (
      held && [
        held.amount,
        held.delegate === null ? 0 : base58Bytes(held.delegate, 32)[0],
        held.allowance,
      ]
    );
  };

  for (const turned of [false, true]) {
    const both = async (one: ChainAccount, other: ChainAccount) =>
      await (turned ? seen(other, one) : seen(one, other));
    expect(await both(account(9n, 7, 4n), account(8n, 7, 5n))).toEqual([8n, 7, 4n]);
    expect(await both(account(9n, 7, 4n), account(9n, 0, 0n))).toEqual([9n, 0, 0n]);
    expect(await both(account(9n, 7, 4n), account(9n, 6, 5n))).toEqual([9n, 0, 0n]);
  }
});

test("without a witness the one node is the chain, as before", () => {
  expect(witnessed({ name: "a", chain: given.chain.chain }, [])).toBe(given.chain.chain);
});
