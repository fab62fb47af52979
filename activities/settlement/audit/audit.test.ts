import { expect, test } from "vitest";

import { ada, bob, eva, givenProposal, NOON, zoe } from "../../../warehouse/ledger/given.ts";
import { distributionState, planToJson } from "../../../warehouse/ledger/index.ts";
import { committeeVersion } from "../../../warehouse/ledger/approval/committee.ts";
import { escrow, givenApproved, givenSettlement, planOf, settleAll, TWENTY } from "../given.ts";
import { type AuditFile, auditOf, readAudit } from "./audit-file.ts";
import { checkAudit, type AuditFinding } from "./check-audit.ts";

/** A settled plan of three batches, and its audit. */
async function givenAudit() {
  const given = await givenSettlement();
  const plan = planOf(given.facts, TWENTY);
  const digest = await givenApproved(given.ledger, plan);
  await settleAll(given, digest);
  await escrow(given.ledger, digest, plan);
  await given.activities().reconcile({ digest });
  const state = distributionState(await given.ledger.read(), digest, NOON);
  if (state === null) throw new Error("the plan is there");
  const { file, csv } = await auditOf(state, null);
  return Object.assign(given, { file, csv, state });
}

const levels = (findings: readonly AuditFinding[]): Readonly<Record<string, string>> =>
  Object.fromEntries(findings.map(({ check, level }) => [check, level]));

const WELL = {
  ...{ digest: "ok", approvals: "ok", payments: "ok", sums: "ok", table: "ok", chain: "ok" },
};

test("a settled month agrees with itself, its table and the chain, without ledger or key", async () => {
  await using given = await givenAudit();
  const read = readAudit("audit.json", JSON.stringify(given.file));

  expect(levels(await checkAudit(read, { csv: given.csv, chain: given.chain }))).toEqual(WELL);
  expect(levels(await checkAudit(read, { csv: null, chain: null }))).toEqual({
    ...WELL,
    ...{ table: "open", chain: "open" },
  });
  // What somebody did is nobody else's business.
  expect(JSON.stringify(given.file)).not.toContain("c_m_");
});

/** What is changed, the check that finds it, and how. */
const CHANGES: readonly [string, string, (file: AuditFile) => void][] = [
  ["an amount of a line", "digest", ({ plan }) => void (plan.lines[0]!.amount_base_units += "0")],
  ["a signature that is missing", "approvals", ({ approvals }) => void approvals.pop()],
  [
    "a signature of another's",
    "approvals",
    ({ approvals }) => void (approvals[0]!.signature = approvals[1]!.signature),
  ],
  [
    "a byte of a payment",
    "payments",
    ({ payments }) => {
      const wire = Buffer.from(payments[0]!.wire, "base64");
      wire[wire.length - 3] = (wire.at(-3) ?? 0) ^ 1;
      payments[0]!.wire = wire.toString("base64");
    },
  ],
  [
    "a payment in another's place",
    "payments",
    ({ payments }) => void (payments[1] = { ...payments[0]!, batch: 1 }),
  ],
  [
    "two payments that were exchanged",
    "payments",
    ({ payments }) => {
      payments[0]!.batch = 1;
      payments[1]!.batch = 0;
    },
  ],
  ["a payment that is missing", "payments", ({ payments }) => void payments.pop()],
  ["the sum that was paid", "sums", ({ settlement }) => void (settlement.paid_base_units = "1")],
  [
    "what the treasury held",
    "sums",
    ({ settlement }) => void (settlement.treasury_after_base_units = "1"),
  ],
  ["the slot of a payment", "chain", ({ payments }) => void (payments[0]!.slot += 1)],
];

test("each change of a file is found, by the check that it fails", async () => {
  await using given = await givenAudit();
  const found: string[] = [];
  for (const [what, check, change] of CHANGES) {
    const file = structuredClone(given.file);
    change(file);
    const findings = await checkAudit(file, { csv: given.csv, chain: given.chain });
    found.push(`${what}: ${check} ${levels(findings)[check]}`);
  }
  const table = await checkAudit(given.file, { csv: `${given.csv} `, chain: null });

  expect(found).toEqual(CHANGES.map(([what, check]) => `${what}: ${check} fail`));
  expect(levels(table)["table"]).toBe("fail");
});

test("where a signer's own lines are large, an audit asks for one signature more, too", async () => {
  await using given = await givenSettlement();
  const policy = { conflictSharePpm: 50_000, objectionMs: 0, conflicted: [bob.account] };
  const members = [ada, bob, eva, zoe].map(({ account }) => account).toSorted();
  const committee = { version: committeeVersion(2, members), threshold: 2, members };
  const plan = planOf(given.facts, TWENTY, { policy, committee });
  const { digest, text } = await givenProposal(given.ledger, plan);
  const signed = [bob, eva, zoe].map((one) => ({
    account: one.account,
    publicKey: one.publicKey,
    signature: one.sign(text),
  }));
  const audited = async (approvals: typeof signed) => {
    const file = { digest, approvals, plan: planToJson(plan), payments: [] } as unknown;
    const findings = await checkAudit(file as AuditFile, { csv: null, chain: null });
    return findings.find(({ check }) => check === "approvals");
  };

  expect(await audited(signed.slice(0, 2))).toMatchObject({
    level: "fail",
    found: "2 keys signed, and 3 are needed",
  });
  expect(await audited(signed)).toMatchObject({ level: "ok", found: "3 / 2" });
  expect(await audited(signed.slice(1))).toMatchObject({ level: "ok", found: "2 / 2" });
});

test("a payment of which the ledger has no bytes is taken from the chain", async () => {
  await using given = await givenAudit();
  const lost = given.state.batches.map((batch) => ({ ...batch, attempts: [] }));

  const { file } = await auditOf({ ...given.state, batches: lost }, given.chain);

  expect(file).toEqual(given.file);
});

test("what is no audit is named, with what makes one", async () => {
  await using given = await givenAudit();
  const planless = JSON.stringify({ ...given.file, plan: { lines: "none" } });
  for (const text of ["", "{}", '{"format":"vklad-audit-2"}', planless])
    expect(() => readAudit("x.json", text)).toThrow("x.json is no audit file");
});
