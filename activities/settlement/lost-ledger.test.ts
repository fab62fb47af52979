/** The ledger is lost: each way back, up to every line paid once by the chain's own balances. */
import { rmSync } from "node:fs";
import { join } from "node:path";

import { expect, test } from "vitest";

import { bob, eva, givenProposal, NOON, zoe } from "../../warehouse/ledger/given.ts";
import {
  approvalText,
  approve,
  distributionState,
  escrowsOf,
  landedRows,
  ledgerFeed,
  openLedger,
  openPlanOf,
  RebaseRefusedError,
  rebaseLedger,
  rebaseText,
  restoration,
  writeRestored,
  type Ledger,
  type Plan,
} from "../../warehouse/ledger/index.ts";
import { packed } from "../../warehouse/ledger/given-releases.ts";
import { adoptPayments } from "./adopt.ts";
import { rebaseProposal } from "./rebase-proposal.ts";
import { auditOf, readManifest } from "./audit/audit-file.ts";
import {
  LedgerOlderError,
  PayoutMismatchError,
  SettlementMismatchError,
  SettlementRefusedError,
} from "./errors.ts";
import {
  chainBalances,
  escrow,
  expectedBalances,
  givenApproved,
  givenSettlement,
  planOf,
  settleAll,
  settleBatch,
  TWENTY,
} from "./given.ts";

const request = { until: "2027-01-01T00:00:00Z", signal: new AbortController().signal };
const FIVE = TWENTY.slice(0, 5);
const SEVEN = TWENTY.slice(7, 12);

type Given = Awaited<ReturnType<typeof givenLost>>;

/** Three batches, of which some are paid; and what had landed of the ledger by then. */
async function givenLost({ paid = 3, landedAfter = 3 } = {}) {
  const given = await givenSettlement();
  const plan = planOf(given.facts, FIVE, { perBatch: 2 });
  const digest = await givenApproved(given.ledger, plan);
  const activities = given.activities();
  await activities.checkSettleable({ digest });
  let landed = await linesOf(given.ledger);
  for (let batch = 0; batch < paid; batch += 1) {
    await settleBatch(activities, { digest, batch }, { advance: () => given.chain.advance(10) });
    if (batch + 1 === landedAfter) landed = await linesOf(given.ledger);
  }
  const audited = async () => {
    await activities.reconcile({ digest });
    const state = distributionState(await given.ledger.read(), digest, NOON);
    return state === null ? expect.unreachable() : (await auditOf(state, null)).file;
  };
  const view = {
    ...given.chain.chain,
    genesis: given.facts.genesis,
    settler: given.settler.address,
  };
  return Object.assign(given, { plan, digest, landed, view, audited });
}

async function linesOf(ledger: Ledger): Promise<string[]> {
  const { records } = await ledgerFeed(ledger).fetchPage({ ...request, cursor: null });
  return records.map((record) => JSON.stringify(record));
}

/** The ledger's file written anew from these lines. */
async function restored(given: Pick<Given, "folder">, lines: readonly string[]): Promise<Ledger> {
  const file = join(given.folder, "restored.db");
  const landing = { name: "landing", rows: landedRows(lines) };
  await writeRestored({ file }, restoration({ name: "ledger.db", rows: [] }, [landing]).rows, NOON);
  return openLedger({ file, clock: () => NOON });
}

async function goOn(given: Given, ledger: Ledger) {
  const activities = given.activities({ ledger });
  const outcomes = await settleAll(given, given.digest, activities);
  await activities.reconcile({ digest: given.digest });
  expect(await chainBalances(activities, given.digest)).toEqual(expectedBalances(FIVE));
  return outcomes;
}

test("a ledger that is deleted mid-way goes on from what landed, and pays each line once", async () => {
  await using given = await givenLost({ paid: 2, landedAfter: 2 });
  await given.ledger.close();
  rmSync(given.ledger.name);

  await using ledger = await restored(given, given.landed);

  expect(await goOn(given, ledger)).toEqual(["paid", "paid", "paid"]);
});

test("payments after the last landed event are adopted from the chain, and the rest is paid", async () => {
  await using given = await givenLost({ paid: 2, landedAfter: 0 });
  await using ledger = await restored(given, given.landed);
  const { digest } = given;
  // The first payment names the head that landed; the second one an event that is gone.
  await expect(given.activities({ ledger }).checkSettleable({ digest })).rejects.toThrow(
    LedgerOlderError,
  );

  const { adopted, left } = await adoptPayments(ledger, given.view, new Map());

  expect([adopted.map(({ batch }) => batch), left]).toEqual([[1], []]);
  expect(await goOn(given, ledger)).toEqual(["paid", "paid", "paid"]);
  expect((await adoptPayments(ledger, given.view, new Map())).adopted).toEqual([]);
});

test("with landing gone as well, a settled month is taken from its audit file and the chain", async () => {
  await using given = await givenLost();
  const text = JSON.stringify(await given.audited());
  const ledger = await given.freshLedger();
  const { digest, plan } = readManifest("september.json", text);
  const none = await adoptPayments(ledger, given.view, new Map());
  expect(none.left.map(({ memo }) => [memo.purpose, memo.batch])).toEqual([
    ["open", 0],
    ["pay", 0],
    ["pay", 1],
    ["pay", 2],
  ]);

  const { adopted, left } = await adoptPayments(ledger, given.view, new Map([[digest, plan]]));

  expect([adopted.map(({ kind }) => kind), left]).toEqual([["opened", "paid", "paid", "paid"], []]);
  expect(await goOn(given, ledger)).toEqual(["paid", "paid", "paid"]);
  expect(distributionState(await ledger.read(), digest, NOON)?.status).toBe("settled");
});

test("what was not paid of an adopted plan is paid once k have signed it anew", async () => {
  await using given = await givenLost({ paid: 1 });
  const ledger = await given.freshLedger();
  const { digest, plan } = given;
  const kept = { ...plan, shares: [] };
  await adoptPayments(ledger, given.view, new Map([[digest, kept]]));
  const settling = () => given.activities({ ledger }).checkSettleable({ digest });
  await expect(settling()).rejects.toThrow("0 of 2 approvals count");

  for (const { account, publicKey, sign } of [bob, eva]) {
    const signature = sign(approvalText(plan, digest));
    await approve(ledger, { digest, account, publicKey, signature, now: NOON });
  }

  expect(await goOn(given, ledger)).toEqual(["paid", "paid", "paid"]);
});

test("a payment whose plan nobody has is named and blocks, beside those that were adopted", async () => {
  await using given = await givenLost();
  const text = JSON.stringify(await given.audited());
  const october = planOf(given.facts, SEVEN, { period: "2026-10" });
  await settleAll(given, await givenApproved(given.ledger, october));
  const ledger = await given.freshLedger();
  const { digest, plan } = readManifest("september.json", text);

  const { adopted, left } = await adoptPayments(ledger, given.view, new Map([[digest, plan]]));

  expect(adopted.map(({ kind }) => kind)).toEqual(["opened", "paid", "paid", "paid"]);
  expect(left.map(({ memo }) => [memo.period, memo.purpose])).toEqual([
    ["2026-10", "open"],
    ["2026-10", "pay"],
  ]);
  await expect(given.activities({ ledger }).checkSettleable({ digest })).rejects.toThrow(
    `payment ${left[1]?.signature} of plan`,
  );
});

test("a plan that another ledger began to pay takes the place of this one's, and a revision follows", async () => {
  await using given = await givenLost({ paid: 1 });
  const { digest, plan } = given;
  const ledger = await given.freshLedger();
  // The committee had signed the month again before anybody saw the payment.
  const own = await givenApproved(ledger, planOf(given.facts, FIVE, { perBatch: 5 }));

  await adoptPayments(ledger, given.view, new Map([[digest, plan]]));

  const events = await ledger.read();
  const now = NOON;
  expect(distributionState(events, own, now)).toMatchObject({
    status: "superseded",
    mayPay: false,
    supersededBy: digest,
  });
  expect(openPlanOf(events, plan.period)?.digest).toBe(digest);
  for (const { account, publicKey, sign } of [bob, eva]) {
    const signature = sign(approvalText(plan, digest));
    await approve(ledger, { digest, account, publicKey, signature, now });
  }
  expect(await goOn(given, ledger)).toEqual(["paid", "paid", "paid"]);
});

test("a plan is not adopted beside another of its month that was paid in part", async () => {
  await using given = await givenLost({ paid: 1 });
  const { digest, plan } = given;
  const ledger = await given.freshLedger();
  const own = await givenApproved(ledger, planOf(given.facts, FIVE, { perBatch: 5 }));
  const ended = { digest: own, batch: 0, signature: "5".repeat(88), slot: 1 };
  await ledger.append("batch_paid", ended, { actor: "settler" });

  await expect(adoptPayments(ledger, given.view, new Map([[digest, plan]]))).rejects.toThrow(
    `batch 0 of plan ${own.slice(0, 12)}, of the same month 2026-09, is paid`,
  );
});

test("a manifest that was changed adopts nothing", async () => {
  await using given = await givenLost();
  const file = await given.audited();
  const [line] = file.plan.lines;
  if (line !== undefined) line.amount_base_units = "1";

  expect(() => readManifest("september.json", JSON.stringify(file))).toThrow("its plan gives");
});

test("bytes that are not the batch that their memo names are adopted as nothing", async () => {
  await using given = await givenLost();
  const ledger = await given.freshLedger();
  const { digest, plan } = given;
  const [first, second, ...others] = plan.batches;
  const swapped = { ...plan, shares: [], batches: [second ?? first!, first!, ...others] };

  const adopting = adoptPayments(ledger, given.view, new Map([[digest, swapped]]));

  await expect(adopting).rejects.toThrow(PayoutMismatchError);
  expect(await ledger.read({ kinds: ["batch_paid", "plan_adopted"] })).toEqual([]);
});

test("a batch that the ledger saw end otherwise is not adopted over", async () => {
  await using given = await givenLost({ paid: 2, landedAfter: 0 });
  await using ledger = await restored(given, given.landed);
  const other = { digest: given.digest, batch: 1, signature: "another", slot: 1 };
  await ledger.append("batch_voided", other, { actor: "settler" });

  const adopting = adoptPayments(ledger, given.view, new Map());

  await expect(adopting).rejects.toThrow(SettlementMismatchError);
  await expect(adopting).rejects.toThrow("batch 1 was voided by another and paid by");
});

/** All is gone: another ledger with the same committee, and the line that they are asked to sign. */
async function givenNothing() {
  const given = await givenLost();
  const ledger = await given.freshLedger();
  const asked = { threshold: 2, until: "2026-10-12T00:00:00.000Z", now: NOON };
  const rebase =
    (await rebaseProposal(ledger, given.view, asked)) ?? expect.unreachable("all is known");
  const signedBy = (people: readonly (typeof bob)[]) =>
    people.map(({ publicKey, sign }) => ({ publicKey, signature: sign(rebaseText(rebase)) }));
  const sign = async (people = [bob, eva]) =>
    await rebaseLedger(ledger, rebase, { signatures: signedBy(people), now: NOON });
  return Object.assign(given, { fresh: ledger, rebase, sign, signedBy });
}

test("with all gone, 2 of 3 close the paid months, and the next one is paid", async () => {
  await using given = await givenNothing();
  const ledger = given.fresh;
  expect(given.rebase.closed_to).toBe("2026-09");
  expect(rebaseText(given.rebase)).toMatch(/^[\x20-\x7e]+$/);

  await given.sign();

  const october = planOf(given.facts, SEVEN, { period: "2026-10" });
  const digest = await givenApproved(ledger, october);
  const activities = given.activities({ ledger });
  expect(await settleAll(given, digest, activities)).toEqual(["paid"]);
  await activities.reconcile({ digest });
  expect(await chainBalances(activities, digest)).toEqual(expectedBalances(SEVEN));
  expect(await chainBalances(given.activities(), given.digest)).toEqual(expectedBalances(FIVE));
});

test("a plan of a closed month is neither approved nor paid, though it came first", async () => {
  await using given = await givenNothing();
  const ledger = given.fresh;
  // Another moment, so other receipts: the chain would let it be paid a second time.
  const again = { ...given.plan, proposedAt: "2026-10-05T10:00:00.000Z" };
  const august = await givenProposal(ledger, planOf(given.facts, SEVEN, { period: "2026-08" }));
  const digest = await givenApproved(ledger, again);

  await given.sign();

  const { publicKey, account, sign } = eva;
  const late = { digest: august.digest, account, publicKey, signature: sign(august.text) };
  await expect(approve(ledger, { ...late, now: NOON })).rejects.toMatchObject({ code: "closed" });
  const settling = given.activities({ ledger }).checkSettleable({ digest });
  await expect(settling).rejects.toThrow(SettlementRefusedError);
  expect(distributionState(await ledger.read(), digest, NOON)?.mayPay).toBe(false);
});

test("one signature, one person twice, another's line or none re-base nothing", async () => {
  await using given = await givenNothing();
  const { fresh: ledger, rebase, signedBy } = given;
  const wrong = signedBy([bob, eva]).map((one) => ({ ...one, signature: bob.sign("x") }));
  const tries = [[], signedBy([bob]), signedBy([bob, bob]), signedBy([bob, zoe]), wrong];

  for (const signatures of tries)
    await expect(rebaseLedger(ledger, rebase, { signatures, now: NOON })).rejects.toThrow(
      RebaseRefusedError,
    );
  const later = new Date(rebase.valid_until);
  const signatures = signedBy([bob, eva]);
  await expect(rebaseLedger(ledger, rebase, { signatures, now: later })).rejects.toThrow(
    "it was valid until",
  );
  const other = { ...rebase, slot: rebase.slot + 1_000_000 };
  await expect(rebaseLedger(ledger, other, { signatures, now: NOON })).rejects.toThrow(
    "does not fit",
  );
  expect(await ledger.read({ kinds: ["ledger_rebased"] })).toEqual([]);
});

test("a payment that the lost ledger makes after the re-basing is refused as before", async () => {
  await using given = await givenNothing();
  await given.sign();
  const october = planOf(given.facts, SEVEN, { period: "2026-10" });
  await settleAll(given, await givenApproved(given.ledger, october));

  const digest = await givenApproved(given.fresh, { ...october, period: "2026-10" });

  const settling = given.activities({ ledger: given.fresh }).checkSettleable({ digest });
  await expect(settling).rejects.toThrow(LedgerOlderError);
});

test("what was kept in a month that a re-basing closed is released by nobody: the lost ledger may have", async () => {
  await using given = await givenSettlement();
  const lines = [
    { member: "m_kim", amount: 60n },
    { member: "m_max", amount: 40n, wallet: null },
  ];
  const september = planOf(given.facts, lines);
  const settled = async (plan: Plan, kept = false) => {
    const digest = await givenApproved(given.ledger, plan);
    await settleAll(given, digest);
    if (kept) await escrow(given.ledger, digest, plan);
    await given.activities().reconcile({ digest });
    return digest;
  };
  const first = await settled(september, true);
  const landed = await linesOf(given.ledger);
  const month = (period: string) =>
    planOf(given.facts, [{ member: "m_kim", amount: 7n }], { period });
  const october = await settled(packed(month("2026-10"), september, first));
  const before = await chainBalances(given.activities(), october);

  await using ledger = await restored(given, landed);
  const view = {
    ...given.chain.chain,
    ...{ genesis: given.facts.genesis, settler: given.settler.address },
  };
  const asked = { threshold: 2, until: "2026-10-12T00:00:00.000Z", now: NOON };
  const rebase = (await rebaseProposal(ledger, view, asked)) ?? expect.unreachable();
  const signatures = [bob, eva].map(({ publicKey, sign }) => ({
    ...{ publicKey, signature: sign(rebaseText(rebase)) },
  }));
  expect(escrowsOf(await ledger.read()).map(({ amount }) => amount)).toEqual([40n]);
  await rebaseLedger(ledger, rebase, { signatures, now: NOON });

  expect(escrowsOf(await ledger.read())).toEqual([]);
  const again = await givenApproved(ledger, packed(month("2026-11"), september, first));
  const paying = given.activities({ ledger }).checkSettleable({ digest: again });
  await expect(paying).rejects.toThrow("which a re-basing of the ledger closed");
  expect(await chainBalances(given.activities(), october)).toEqual(before);
});
