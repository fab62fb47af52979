import { ByteWriter, sha256Hex } from "./bytes.ts";
import { assertPlan } from "./plan-invariants.ts";
import { PlanInvalidError } from "./plan-errors.ts";
import type { OwedLine, Plan, PlanShare, WithheldLine } from "./plan.ts";

/** The first format has no policy. */
const FIRST_TAG = new TextEncoder().encode("STK-DIST-v1");
const SECOND_TAG = new TextEncoder().encode("STK-DIST-v2");
/** With lines that the committee withheld; a plan without any keeps the second. */
const THIRD_TAG = new TextEncoder().encode("STK-DIST-v3");
const RECEIPTS_TAG = new TextEncoder().encode("STK-RECEIPTS-v1");

/**
 * The plan as bytes: what a digest, and through it a signature, stands for. Shares are covered by
 * `receipts`. Fields in this order, integers big-endian; `text`, `list` carry a u32 length:
 *
 * tag · genesis mint treasury settler (32 each) · decimals u8 · period text · revision u32 ·
 * predecessor (flag, 32) · proposer text · proposedAt expiresAt (u64 ms) · committee version (32),
 * threshold u32, members list of text · domains list of (text, budget u64, carryIn u64, carryOut
 * u64) · lines list of (id 32, member text, domain text, points u64, amount u64, wallet flag + 32)
 * · batches list of (createsAccounts u8, list of line ids 32) · [second format on: conflictSharePpm
 * u32, objectionMs u64, conflicted list of text · releases list of (owed, wallet 32) · expired list of
 * owed, where owed is id 32, member text, domain text, points u64, amount u64, period text, plan 32] ·
 * [third format only: withheld list of (id 32, member text, domain text, points u64, amount u64, word
 * u8 (1 held, 2 dropped), actor text, at u64 ms, reason text)] · provenance (32) · receipts (32)
 */
export function encodePlan(plan: Plan): Uint8Array {
  const { chain, committee, policy } = plan;
  const w = new ByteWriter().raw(tagOf(plan));
  w.address(chain.genesis).address(chain.mint).address(chain.treasury).address(chain.settler);
  w.u8(chain.decimals);
  w.text(plan.period).u32(plan.revision);
  w.optional(plan.predecessor, (digest) => w.hash(digest));
  w.text(plan.proposer).instant(plan.proposedAt).instant(plan.expiresAt);
  w.hash(committee.version).u32(committee.threshold);
  w.list(committee.members, (member) => w.text(member));
  w.list(plan.domains, ({ domain, budget, carryIn, carryOut }) =>
    w.text(domain).u64(budget).u64(carryIn).u64(carryOut),
  );
  w.list(plan.lines, ({ id, member, domain, points, amount, wallet }) => {
    w.hash(id).text(member).text(domain).u64(points).u64(amount);
    w.optional(wallet, (address) => w.address(address));
  });
  w.list(plan.batches, ({ createsAccounts, lineIds }) => {
    w.u8(createsAccounts ? 1 : 0).list(lineIds, (id) => w.hash(id));
  });
  if (policy !== null) {
    w.u32(policy.conflictSharePpm).u64(BigInt(policy.objectionMs));
    w.list(policy.conflicted, (account) => w.text(account));
    w.list(plan.releases, (line) => owed(w, line).address(line.wallet));
    w.list(plan.expired, (line) => owed(w, line));
  }
  if (plan.withheld.length > 0) w.list(plan.withheld, (line) => withheld(w, line));
  return w.hash(plan.provenance).hash(plan.receipts).finish();
}

function tagOf({ policy, withheld: lines }: Plan): Uint8Array {
  if (lines.length > 0) return THIRD_TAG;
  return policy === null ? FIRST_TAG : SECOND_TAG;
}

function withheld(w: ByteWriter, line: WithheldLine) {
  const { id, member, domain, points, amount, word, actor, at, reason } = line;
  w.hash(id).text(member).text(domain).u64(points).u64(amount);
  return w
    .u8(word === "held" ? 1 : 2)
    .text(actor)
    .instant(at)
    .text(reason);
}

function owed(w: ByteWriter, { id, member, domain, points, amount, period, plan }: OwedLine) {
  w.hash(id).text(member).text(domain).u64(points).u64(amount);
  return w.text(period).hash(plan);
}

/** SHA-256 in hex over the bytes. Only a plan that keeps all its rules has one. */
export function planDigest(plan: Plan): string {
  assertPlan(plan);
  const receipts = receiptsDigest(plan.shares);
  if (plan.receipts !== receipts) {
    throw new PlanInvalidError(`receipts digest is ${plan.receipts}, the shares give ${receipts}`);
  }
  return sha256Hex(encodePlan(plan));
}

/** Covers why each line is what it is: list of (line id 32, contribution text, points, amount). */
export function receiptsDigest(shares: readonly PlanShare[]): string {
  const w = new ByteWriter().raw(RECEIPTS_TAG);
  w.list(shares, ({ lineId, contribution, points, amount }) =>
    w.hash(lineId).text(contribution).u64(points).u64(amount),
  );
  return sha256Hex(w.finish());
}

/** The same entitlement has the same id in every revision, so it cannot be paid under two. */
export function lineId(entitlement: {
  readonly mint: string;
  readonly period: string;
  readonly member: string;
  readonly domain: string;
}): string {
  const { mint, period, member, domain } = entitlement;
  const w = new ByteWriter().text("STK-LINE-v1").address(mint);
  return sha256Hex(w.text(period).text(member).text(domain).finish());
}
