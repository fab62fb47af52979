import { z } from "zod";

import { isAddress } from "../plan/base58.ts";
import type { LedgerKind, LedgerPayloads } from "./events.ts";
import { sha256Hex } from "../plan/bytes.ts";
import { encodePlan, planDigest } from "../plan/plan-codec.ts";
import { PlanInvalidError } from "../plan/plan-errors.ts";
import { assertProposable } from "../plan/plan-invariants.ts";
import { planFromJson } from "../plan/plan-json.ts";
import { isReason } from "../plan/reason.ts";

const Account = z.string().regex(/^a_\w+$/, "expected an account key such as a_1f…");
const Instant = z.iso.datetime();
const Hash = z.string().regex(/^[0-9a-f]{64}$/, "expected a SHA-256 in hex");
const Address = z.string().refine(isAddress, "expected base58 of 32 bytes");
const Units = z.string().regex(/^(0|[1-9]\d*)$/, "expected base units as a decimal string");
const SignedUnits = z.string().regex(/^(0|-?[1-9]\d*)$/, "expected base units, a decimal string");
const Text = z.string().min(1);
/** What a person typed to say why. */
const Reason = z.string().trim().min(1).max(500);
const Role = z.string().regex(/^[a-z]+(_[a-z]+)*$/, "expected a role's code such as master");
const Count = z.int().nonnegative();
const Period = z.string().regex(/^\d{4}-(0[1-9]|1[0-2])$/, "expected a month such as 2026-09");

const Attempt = { digest: Hash, batch: Count, attempt: z.int().positive() };
const Line = z.string().refine(isReason, "expected one line of up to 500 characters");
const LineWord = { period: Period, digest: Hash, line_id: Hash, reason: Line };
const Method = z.enum(["proof", "verified_email", "manual"]);
const Link = {
  link_id: Text,
  account_a: Account,
  account_b: Account,
  system_a: Text.optional(),
  system_b: Text.optional(),
  method: Method,
  evidence: z.string(),
  valid_from: Instant,
};
const Landed = { digest: Hash, batch: Count, signature: Text, slot: Count };

/** What each kind of event may hold. Strict: a field nobody declared is a mistake. */
export const payloadSchemas: { readonly [K in LedgerKind]: z.ZodType<LedgerPayloads[K]> } = {
  account_linked: z.strictObject({ ...Link, asserted_by: Text.optional() }),
  link_asked: z.strictObject(Link),
  link_contradicted: z.strictObject({
    ...Link,
    because: z.enum(["one_each", "two_wallets"]),
    system: Text.nullable(),
  }),
  link_dropped: z.strictObject({ link_id: Text, reason: Line }),
  link_revoked: z.strictObject({ link_id: Text, reason: z.string(), undo_id: z.uuid().optional() }),
  links_undone: z.strictObject({
    undo_id: z.uuid(),
    method: Method.nullable(),
    asserted_by: Text.nullable(),
    from: Instant.nullable(),
    to: Instant.nullable(),
    evidence: Text.nullable(),
    link_count: z.int().positive(),
    reason: Line,
  }),
  suggestion_refused: z.strictObject({ account_a: Account, account_b: Account, reason: Line }),
  role_granted: z.strictObject({
    account: Account,
    role: Role,
    stream: Text.nullable(),
    valid_from: Instant,
    valid_to: Instant.nullable(),
  }),
  role_end_asked: z.strictObject({
    account: Account,
    role: Role,
    stream: Text.nullable(),
    valid_from: Instant,
    valid_to: Instant.nullable(),
    reason: z.enum(["removed", "shortened"]),
  }),
  role_end_confirmed: z.strictObject({
    asked: z.uuid(),
    confirmed_by: z.union([Account, z.literal("configuration")]),
    valid_to: Instant,
  }),
  actor_declared: z.strictObject({
    account: Account,
    actor: z.enum(["bot", "agent", "person"]),
    owner: Account.nullable(),
    reason: Line.optional(),
  }),
  verdict_stated: z.strictObject({
    verdict_id: Text,
    attempt_id: Text,
    text_digest: Hash,
    account: Account,
    verdict: z.enum(["accepted", "returned", "withdrawn"]),
    grade: z.int().min(1).max(5).nullable(),
    remark: z.string().nullable(),
    task_id: Text,
    cohort_id: Text,
    section_id: Text.nullable(),
    complexity: Units,
    stated_at: Instant,
    way: z.enum(["page", "workbook", "webhook"]),
  }),
  task_catalogued: z.strictObject({
    task: Text,
    section_id: Text.nullable(),
    complexity: Units,
    account: Account,
    valid_from: Instant,
  }),
  wallet_linked: z.strictObject({
    account: Account,
    wallet: Address,
    method: z.literal("proof"),
    evidence: z.string(),
  }),
  formula_activated: z.strictObject({ formula: Text, digest: Hash, valid_from: Instant }),
  approval_key_registered: z.strictObject({
    key_id: Hash,
    account: Account,
    public_key: z.base64(),
    proof_subject: Text.optional(),
    proof: z.base64().optional(),
  }),
  approval_key_confirmed: z.strictObject({
    key_id: Hash,
    confirmed_by: z.union([Account, z.literal("demo"), z.literal("operator")]),
    public_key: z.base64().optional(),
    signature: z.base64().optional(),
    reason: Text.optional(),
  }),
  approval_key_revoked: z.strictObject({ key_id: Hash, reason: z.string() }),
  plan_proposed: z
    .strictObject({
      digest: Hash,
      period: Period,
      revision: z.int().positive(),
      plan: z.json(),
      provenance: z.json().optional(),
      frozen: z.json().optional(),
    })
    .superRefine(assertOwnDigest),
  plan_approved: z.strictObject({
    digest: Hash,
    account: Account,
    public_key: z.base64(),
    committee_version: Hash,
    expires_at: Instant,
    signature: z.base64(),
  }),
  attempt_signed: z.strictObject({
    ...Attempt,
    purpose: z.enum(["pay", "void"]),
    wire: z.base64(),
    signature: Text,
    blockhash: Text,
    last_valid_block_height: Count,
  }),
  attempt_expired: z.strictObject({ ...Attempt, evidence: z.string() }),
  attempt_failed: z.strictObject({ ...Attempt, error: z.string() }),
  batch_paid: z.strictObject(Landed),
  batch_voided: z.strictObject(Landed),
  plan_adopted: z
    .strictObject({ digest: Hash, period: Period, revision: z.int().positive(), plan: z.json() })
    .superRefine(assertAdoptedDigest),
  payment_adopted: z.strictObject({
    ...Landed,
    purpose: z.enum(["pay", "void", "open", "close", "reclaim"]),
  }),
  ledger_rebased: z.strictObject({
    genesis: Address,
    settler: Address,
    newest_signature: Text,
    slot: Count,
    closed_to: Period,
    threshold: z.int().positive(),
    committee_version: Hash,
    valid_until: Instant,
    signatures: z.array(z.strictObject({ public_key: z.base64(), signature: z.base64() })),
  }),
  line_escrowed: z.strictObject({ digest: Hash, line_id: Hash, amount_base_units: Units }),
  distribution_stopped: z.strictObject({ digest: Hash, code: Text, found: Text }),
  stop_told: z.strictObject({ digest: Hash, stop: Hash }),
  distribution_settled: z.strictObject({
    digest: Hash,
    paid_base_units: Units,
    escrowed_base_units: Units,
    carry_base_units: Units,
    treasury_before_base_units: Units,
    treasury_after_base_units: Units,
    difference_base_units: SignedUnits,
    foreign_base_units: SignedUnits.optional(),
    released_base_units: Units.optional(),
    expired_base_units: Units.optional(),
  }),
  plan_closed: z.strictObject({ digest: Hash, signature: Text, slot: Count, height: Count }),
  reclaim_signed: z.strictObject({
    digest: Hash,
    attempt: z.int().positive(),
    batches: z.array(Count),
    lamports: Units,
    wire: z.base64(),
    signature: Text,
    blockhash: Text,
    last_valid_block_height: Count,
  }),
  reclaim_ended: z.strictObject({
    digest: Hash,
    attempt: z.int().positive(),
    outcome: z.enum(["landed", "failed", "expired"]),
    evidence: z.string(),
  }),
  escrow_expired: z.strictObject({
    digest: Hash,
    line_id: Hash,
    amount_base_units: Units,
    reason: Text,
  }),
  foreign_transfer_found: z.strictObject({
    digest: Hash,
    signature: Text,
    slot: Count,
    amount_base_units: SignedUnits,
  }),
  foreign_transfer_acknowledged: z.strictObject({ signature: Text, note: Reason }),
  allowance_seen: z.strictObject({ digest: Hash, treasury: Text, amount_base_units: Units }),
  line_set_aside: z.strictObject({ digest: Hash, line_id: Hash, reason: Text }),
  distribution_held: z.strictObject({ period: Period, digest: Hash, reason: Reason }),
  distribution_resumed: z.strictObject({ period: Period, digest: Hash, reason: Reason }),
  distribution_void_asked: z.strictObject({ digest: Hash, reason: Reason }),
  distribution_revision_asked: z.strictObject({ digest: Hash, reason: Reason }),
  line_held: z.strictObject(LineWord),
  line_dropped: z.strictObject(LineWord),
  line_released: z.strictObject(LineWord),
  payload_erased: z.strictObject({ event_id: z.uuid(), reason: Text }),
};

/** A plan that does not fit its digest could never be taken out of the ledger again. */
function assertOwnDigest(
  { digest, period, revision, plan: json }: LedgerPayloads["plan_proposed"],
  context: z.RefinementCtx,
): void {
  try {
    const plan = planFromJson(json);
    const found = planDigest(plan);
    assertProposable(plan);
    const isOwn = found === digest && plan.period === period && plan.revision === revision;
    if (isOwn) return;
    context.addIssue(`expected digest ${found} of ${plan.period}, revision ${plan.revision}`);
  } catch (error) {
    if (!(error instanceof PlanInvalidError)) throw error;
    context.addIssue(error.message);
  }
}

/** The same for a plan without its shares, which its bytes cover by a digest of their own. */
function assertAdoptedDigest(
  { digest, period, revision, plan: json }: LedgerPayloads["plan_adopted"],
  context: z.RefinementCtx,
): void {
  try {
    const plan = planFromJson(json);
    const found = sha256Hex(encodePlan(plan));
    if (found === digest && plan.period === period && plan.revision === revision) return;
    context.addIssue(`expected digest ${found} of ${plan.period}, revision ${plan.revision}`);
  } catch (error) {
    if (!(error instanceof PlanInvalidError)) throw error;
    context.addIssue(error.message);
  }
}

/** Payloads about a person that may be erased: nothing that was paid or approved rests on them. */
export const erasableKinds: readonly LedgerKind[] = [
  "account_linked",
  "link_asked",
  "link_contradicted",
  "link_dropped",
  "link_revoked",
  "suggestion_refused",
  "actor_declared",
  "wallet_linked",
];
