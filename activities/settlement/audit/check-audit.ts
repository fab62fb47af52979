import { verifyApproval } from "../../../warehouse/ledger/approval/approval-text.ts";
import { sha256Hex } from "../../../warehouse/ledger/plan/bytes.ts";
import { encodePlan } from "../../../warehouse/ledger/plan/plan-codec.ts";
import { planFromJson } from "../../../warehouse/ledger/plan/plan-json.ts";
import type { Plan } from "../../../warehouse/ledger/plan/plan.ts";
import { base58Bytes } from "../chain/transaction/base58.ts";
import { signatureOf } from "../chain/transaction/message.ts";
import type { ChainPort } from "../chain/port.ts";
import { addressWithSeed } from "../chain/transaction/programs.ts";
import { assertPays, decodePayout } from "../decode-payout.ts";
import { isSignedBy } from "../evidence.ts";
import { payoutsOf } from "../payout.ts";
import type { AuditFile } from "./audit-file.ts";

export interface AuditFinding {
  readonly check: "digest" | "approvals" | "payments" | "sums" | "withheld" | "table" | "chain";
  /** `open`: there was nothing to hold it against. */
  readonly level: "ok" | "open" | "fail";
  /** What was counted, or the first thing that is wrong. */
  readonly found: string;
}

/** The part of a chain that an audit asks. */
export interface AuditedChain extends Pick<ChainPort, "transaction"> {
  readonly genesis: string;
}

/**
 * Holds an audit file against itself, its table and a chain. Needs no ledger and no key: the plan's
 * digest is computed from the plan, each signature is verified, and what each payment does is read
 * from its bytes.
 */
export async function checkAudit(
  file: AuditFile,
  { csv, chain }: { readonly csv: string | null; readonly chain: AuditedChain | null },
): Promise<readonly AuditFinding[]> {
  const plan = planFromJson(file.plan);
  return [
    await finding("digest", () => checkDigest(file, plan)),
    await finding("approvals", () => checkApprovals(file, plan)),
    await finding("payments", () => checkPayments(file, plan)),
    await finding("sums", () => checkSums(file, plan)),
    ...(plan.withheld.length === 0 ? [] : [await finding("withheld", () => checkWithheld(plan))]),
    await finding("table", () => (csv === null ? null : checkTable(file, csv))),
    await finding("chain", () => (chain === null ? null : checkChain(file, plan, chain))),
  ];
}

/** `work` gives what it counted, null where there was nothing to look at, or throws what is wrong. */
async function finding(
  check: AuditFinding["check"],
  work: () => string | null | Promise<string>,
): Promise<AuditFinding> {
  try {
    const found = await work();
    return { check, level: found === null ? "open" : "ok", found: found ?? "" };
  } catch (error) {
    return { check, level: "fail", found: (error as Error).message };
  }
}

function checkDigest({ digest }: AuditFile, plan: Plan): string {
  const found = sha256Hex(encodePlan(plan));
  if (found !== digest) throw new Error(`the plan gives ${found}, and the file says ${digest}`);
  return digest;
}

/** Different keys, as many as the plan's own rules ask for. */
function checkApprovals({ digest, approvals }: AuditFile, plan: Plan): string {
  const wrong = approvals.find((one) => !verifyApproval({ plan, digest, ...one }));
  if (wrong !== undefined) throw new Error(`the signature by ${wrong.publicKey} does not fit`);
  const keys = new Set(approvals.map(({ publicKey }) => publicKey));
  const needed = neededOf(plan, approvals);
  if (keys.size < needed) throw new Error(`${keys.size} keys signed, and ${needed} are needed`);
  return `${keys.size} / ${needed}`;
}

/**
 * One more than k where somebody whose own lines are large is among them, or as many as may sign,
 * where those are fewer (`quorumOf`). Files that do not say whose keys they are ask for k.
 */
function neededOf(
  { committee: { threshold, members }, policy, proposer }: Plan,
  approvals: AuditFile["approvals"],
): number {
  const inConflict = new Set(policy?.conflicted);
  const free = approvals.filter(({ account }) => account === undefined || !inConflict.has(account));
  if (free.length === approvals.length || free.length >= threshold) return threshold;
  const signerCount = members.filter((member) => member !== proposer).length;
  return Math.min(threshold + 1, signerCount);
}

/** Each batch is paid by one transaction of the plan's settler, which pays its lines and no other. */
function checkPayments({ digest, payments }: AuditFile, plan: Plan): string {
  const settler = base58Bytes(plan.chain.settler, 32);
  // The salt is the settler's secret: which receipt a batch has is read from its own bytes.
  const payout = payoutsOf(plan, digest, { publicKey: settler, saltOf: () => new Uint8Array() });
  const receipts = new Set<string>();
  plan.batches.forEach((_, batch) => {
    const [payment, ...more] = payments.filter((one) => one.batch === batch);
    if (payment === undefined || more.length > 0) {
      throw new Error(`batch ${batch} has ${payment === undefined ? 0 : more.length + 1} payments`);
    }
    const wire = Buffer.from(payment.wire, "base64");
    if (!isSignedBy(settler, wire) || signatureOf(wire) !== payment.signature) {
      throw new Error(`the payment of batch ${batch} is not signed by ${plan.chain.settler}`);
    }
    const { seed } = decodePayout(wire).receipt;
    receipts.add(seed);
    assertPays(wire, {
      ...payout(batch),
      receipt: { seed, key: addressWithSeed(settler, seed) },
    });
  });
  if (payments.length !== plan.batches.length || receipts.size !== payments.length) {
    throw new Error(`${payments.length} payments have ${receipts.size} receipts`);
  }
  return `${payments.length}`;
}

function checkSums({ settlement }: AuditFile, { domains, lines, releases, expired }: Plan): string {
  const sum = (amounts: readonly bigint[]) => amounts.reduce((total, one) => total + one, 0n);
  const of = (name: keyof AuditFile["settlement"]) => BigInt(settlement[name] ?? "0");
  const paid = sum(lines.flatMap(({ wallet, amount }) => (wallet === null ? [] : [amount])));
  const escrowed = sum(lines.flatMap(({ wallet, amount }) => (wallet === null ? [amount] : [])));
  const back = sum(expired.map(({ amount }) => amount));
  const released = sum(releases.map(({ amount }) => amount));
  const budget = sum(domains.map((one) => one.budget + one.carryIn)) + back;
  const carry = sum(domains.map(({ carryOut }) => carryOut));
  const wrong = [
    ["paid", of("paid_base_units"), paid],
    ["escrowed", of("escrowed_base_units"), escrowed],
    ["released", of("released_base_units"), released],
    ["expired", of("expired_base_units"), back],
    ["carried", of("carry_base_units"), carry],
    ["budget", paid + escrowed + carry, budget],
    ["difference", of("difference_base_units"), 0n],
    [
      "treasury",
      of("treasury_before_base_units") - paid - released + of("foreign_base_units"),
      of("treasury_after_base_units"),
    ],
  ].find(([, found, expected]) => found !== expected);
  if (wrong !== undefined) throw new Error(`${wrong[0]}: ${wrong[1]}, expected ${wrong[2]}`);
  return `${paid} + ${escrowed} + ${carry} = ${budget}`;
}

/** What the committee held or dropped is in no payment, and what it dropped is carried. */
function checkWithheld({ withheld, batches, lines, domains }: Plan): string {
  const paid = new Set(batches.flatMap(({ lineIds }) => lineIds));
  const own = new Map(lines.map((line) => [line.id, line]));
  for (const { id, word, amount } of withheld) {
    if (paid.has(id)) throw new Error(`line ${id} is ${word}, and paid`);
    const line = own.get(id);
    if ((line !== undefined) !== (word === "held"))
      throw new Error(`line ${id} is ${word}, and ${line === undefined ? "no" : "a"} line`);
    if (line !== undefined && line.amount !== amount)
      throw new Error(`line ${id} is held with ${amount}, and a line of ${line.amount}`);
  }
  const dropped = withheld.filter(({ word }) => word === "dropped");
  for (const { domain, carryOut } of domains) {
    const own = dropped.filter((line) => line.domain === domain);
    const carried = own.reduce((sum, { amount }) => sum + amount, 0n);
    if (carried > carryOut)
      throw new Error(`${carried} of ${domain} were dropped, and ${carryOut} are carried`);
  }
  return `${withheld.length - dropped.length} + ${dropped.length}`;
}

function checkTable({ csv }: AuditFile, text: string): string {
  const found = sha256Hex(Buffer.from(text));
  if (found !== csv) throw new Error(`the table gives ${found}, and the file says ${csv}`);
  return csv;
}

async function checkChain(file: AuditFile, plan: Plan, chain: AuditedChain): Promise<string> {
  if (chain.genesis !== plan.chain.genesis) {
    throw new Error(
      `the plan is for the chain ${plan.chain.genesis}; this one is ${chain.genesis}`,
    );
  }
  for (const { batch, signature, slot, wire } of file.payments) {
    const landed = await chain.transaction(signature);
    if (landed === null) throw new Error(`batch ${batch}: ${signature} is not on the chain`);
    const bytes = landed.wire === null ? "" : Buffer.from(landed.wire).toString("base64");
    const isSame = landed.error === null && landed.slot === slot && bytes === wire;
    if (!isSame) throw new Error(`batch ${batch}: the chain shows another ${signature}`);
  }
  return `${file.payments.length}`;
}
