/** A month is paid by one line of revisions, whatever ledgers there are. */
import { copyFileSync } from "node:fs";
import { join } from "node:path";

import { expect, test } from "vitest";

import { NOON } from "../../warehouse/ledger/given.ts";
import { openLedger, type Ledger, type Plan } from "../../warehouse/ledger/index.ts";
import {
  chainBalances,
  expectedBalances,
  givenApproved,
  givenSettlement,
  planOf,
  settleBatch,
  TWENTY,
  type GivenSettlement,
} from "./given.ts";
import { ownerOf, sendLamports } from "./given-strangers.ts";
import { witnessed } from "./chain/witnessed.ts";
import { openingOf } from "./mark.ts";
import { parseMemo } from "./payment-memo.ts";
import { receiptAddress } from "./payout.ts";

const TWO = TWENTY.slice(0, 2);

type Given = Awaited<ReturnType<typeof givenMonth>>;
type Activities = ReturnType<GivenSettlement["activities"]>;

/** Two lines in two batches, approved; nothing is on the chain. */
async function givenMonth() {
  const given = await givenSettlement();
  const plan = planOf(given.facts, TWO, { perBatch: 1 });
  const digest = await givenApproved(given.ledger, plan);
  return Object.assign(given, { plan, digest });
}

/** As the product pays: nothing is taken beforehand. */
function payer(given: GivenSettlement, ledger: Ledger = given.ledger): Activities {
  return given.activities({ ledger, takesMonth: true });
}

/** The same events in another file; what happens to either is not in the other. */
function copyOf(given: Given, name: string): Ledger {
  for (const end of ["", "-wal"])
    copyFileSync(`${given.ledger.name}${end}`, join(given.folder, `${name}.db${end}`));
  return openLedger({ file: join(given.folder, `${name}.db`), clock: () => NOON });
}

/** What the settler's transactions on the chain are for, oldest first. */
async function purposes(given: GivenSettlement): Promise<readonly (string | undefined)[]> {
  given.chain.advance(40);
  const history = await given.chain.chain.signaturesOf(given.settler.address);
  return history
    .toReversed()
    .filter(({ error, memo }) => error === null && memo !== null)
    .map(({ memo }) => parseMemo(memo ?? "")?.purpose);
}

async function paid(given: GivenSettlement, activities: Activities, digest: string) {
  const advance = () => given.chain.advance(10);
  const outcomes: string[] = [];
  for (const batch of [0, 1])
    outcomes.push(await settleBatch(activities, { digest, batch }, { advance }));
  return outcomes;
}

/** Batch 0 is paid and batch 1 voided, so that a revision may follow. */
async function partlyVoided(given: Given): Promise<void> {
  const { digest } = given;
  const activities = payer(given);
  const advance = () => given.chain.advance(10);
  await settleBatch(activities, { digest, batch: 0 }, { advance });
  await activities.voidBatch({ digest, batch: 1 });
  given.chain.advance(40);
  expect(await activities.observeBatch({ digest, batch: 1 })).toEqual({ outcome: "voided" });
}

function revisionOf(given: Given, changes: Partial<Plan> = {}): Plan {
  const left = given.plan.batches[1]?.lineIds ?? [];
  const members = given.plan.lines.filter(({ id }) => left.includes(id)).map((one) => one.member);
  const lines = TWO.filter(({ member }) => members.includes(member));
  return planOf(given.facts, lines, {
    perBatch: 1,
    revision: 2,
    predecessor: given.digest,
    ...changes,
  });
}

test("two ledgers whose committees signed two plans of one month: one of them is paid", async () => {
  await using given = await givenMonth();
  const fresh = await given.freshLedger();
  const other = await givenApproved(fresh, planOf(given.facts, TWO, { perBatch: 2 }));
  const both = [
    { activities: payer(given), input: { digest: given.digest, batch: 0 } },
    { activities: payer(given, fresh), input: { digest: other, batch: 0 } },
  ] as const;

  // Both see that nobody holds the month, and both send.
  for (const { activities, input } of both)
    expect(await activities.prepareBatch(input)).toEqual({ outcome: "opening" });
  given.chain.advance(40);

  expect(await both[0].activities.prepareBatch(both[0].input)).toEqual({ outcome: "signed" });
  await expect(both[1].activities.prepareBatch(both[1].input)).rejects.toThrow(
    `of plan ${given.digest.slice(0, 12)} for 2026-09 landed in slot`,
  );
  expect(await paid(given, both[0].activities, given.digest)).toEqual(["paid", "paid"]);
  expect(await chainBalances(both[0].activities, given.digest)).toEqual(expectedBalances(TWO));
  expect(await fresh.read({ kinds: ["attempt_signed"] })).toEqual([]);
});

test("two revisions of one plan, in two copies of its ledger: one of them is paid", async () => {
  await using given = await givenMonth();
  await partlyVoided(given);
  await using copy = copyOf(given, "copy");
  const first = await givenApproved(given.ledger, revisionOf(given));
  const second = await givenApproved(copy, revisionOf(given, { provenance: "cd".repeat(32) }));

  const one = payer(given);
  const two = payer(given, copy);
  expect(await two.prepareBatch({ digest: second, batch: 0 })).toEqual({ outcome: "opening" });
  expect(await one.prepareBatch({ digest: first, batch: 0 })).toEqual({ outcome: "opening" });
  given.chain.advance(40);

  await expect(one.prepareBatch({ digest: first, batch: 0 })).rejects.toThrow(
    `of plan ${second.slice(0, 12)}`,
  );
  const advance = () => given.chain.advance(10);
  expect(await settleBatch(two, { digest: second, batch: 0 }, { advance })).toBe("paid");
  expect(await chainBalances(two, given.digest)).toEqual(expectedBalances(TWO));
  expect(await purposes(given)).toEqual(["open", "pay", "void", "open", "pay"]);
});

test("nothing is signed while the month's opening may still vanish", async () => {
  await using given = await givenMonth();
  const activities = payer(given);
  const input = { digest: given.digest, batch: 0 };

  await activities.prepareBatch(input);
  given.chain.advance(20);
  expect(await activities.prepareBatch(input)).toEqual({ outcome: "opening" });
  expect(await given.ledger.read({ kinds: ["attempt_signed"] })).toEqual([]);
  given.chain.advance(20);
  expect(await activities.prepareBatch(input)).toEqual({ outcome: "signed" });
});

test("whoever is killed once the month is taken finds it taken, and opens it no second time", async () => {
  await using given = await givenMonth();
  await payer(given).prepareBatch({ digest: given.digest, batch: 0 });
  given.chain.advance(40);

  expect(await paid(given, payer(given), given.digest)).toEqual(["paid", "paid"]);
  expect(await purposes(given)).toEqual(["open", "pay", "pay"]);
});

test("an opening that is lost is sent again, and signed anew once it can land no more", async () => {
  await using given = await givenMonth();
  const { chain } = given.chain;
  const sent: Uint8Array[] = [];
  const lossy = { ...chain, send: async (wire: Uint8Array) => void sent.push(wire) };
  const activities = given.activities({ chain: lossy, takesMonth: true });
  const input = { digest: given.digest, batch: 0 };
  for (const slots of [10, 10, 300, 10]) {
    await activities.prepareBatch(input);
    given.chain.advance(slots);
  }

  const texts = sent.map((wire) => Buffer.from(wire).toString("base64"));
  expect(texts.map((text) => texts.indexOf(text))).toEqual([0, 0, 0, 3]);
  await chain.send(sent[3] ?? expect.unreachable());
  given.chain.advance(40);
  expect(await activities.prepareBatch(input)).toEqual({ outcome: "signed" });
});

test("nodes that get to know the month's account one after the other hold nothing up", async () => {
  await using given = await givenMonth();
  const { settler, plan, digest } = given;
  const { chain } = given.chain;
  const place = receiptAddress(openingOf(plan, digest, { settler, after: plan.period, turn: 0 }));
  let isBehind = true;
  const late: typeof chain = {
    ...chain,
    statuses: async (of) => {
      const answer = await chain.statuses(of);
      return isBehind ? { ...answer, values: of.map(() => null) } : answer;
    },
    accounts: async (of, commitment) => {
      const answer = await chain.accounts(of, commitment);
      return isBehind && of.includes(place) ? { ...answer, values: [null] } : answer;
    },
  };
  const pair = witnessed({ name: "first", chain }, [{ name: "late", chain: late }]);
  const activities = given.activities({ chain: pair, takesMonth: true });
  const input = { digest, batch: 0 };

  for (let look = 0; look < 3; look += 1) {
    expect(await activities.prepareBatch(input)).toEqual({ outcome: "opening" });
    given.chain.advance(30);
  }
  isBehind = false;
  expect(await activities.prepareBatch(input)).toEqual({ outcome: "signed" });
});

test("a revision takes the month itself where nothing of its predecessor was ever to be paid", async () => {
  await using given = await givenMonth();
  const activities = payer(given);
  for (const batch of [0, 1]) {
    await activities.voidBatch({ digest: given.digest, batch });
    given.chain.advance(40);
    await activities.observeBatch({ digest: given.digest, batch });
  }
  const again = planOf(given.facts, TWO, { perBatch: 1, revision: 2, predecessor: given.digest });
  const digest = await givenApproved(given.ledger, again);

  expect(await paid(given, activities, digest)).toEqual(["paid", "paid"]);
  const { settler, plan } = given;
  const place = openingOf(plan, digest, { settler, after: plan.period, turn: 0 });
  const { values } = await given.chain.chain.accounts([receiptAddress(place)], "finalized");
  expect(values[0]?.lamports).toBe(890_880n);
});

test("where a stranger made the month's account a person voids, and the revision passes it over", async () => {
  await using given = await givenMonth();
  const { settler, plan, digest } = given;
  const place = openingOf(plan, digest, { settler, after: plan.period, turn: 0 });
  // As a validator could that saw ours on its way.
  await sendLamports(given, ownerOf("a stranger"), receiptAddress(place), 890_880n);
  const activities = payer(given);

  await expect(activities.prepareBatch({ digest, batch: 0 })).rejects.toThrow(
    /somebody else made the account .* which plan pays 2026-09.*--void 2026-09/,
  );
  for (const batch of [0, 1]) {
    await activities.voidBatch({ digest, batch });
    given.chain.advance(40);
    expect(await activities.observeBatch({ digest, batch })).toEqual({ outcome: "voided" });
  }
  const again = planOf(given.facts, TWO, { perBatch: 1, revision: 2, predecessor: digest });
  const next = await givenApproved(given.ledger, again);
  expect(await paid(given, activities, next)).toEqual(["paid", "paid"]);
  expect(await chainBalances(activities, next)).toEqual(expectedBalances(TWO));
});
