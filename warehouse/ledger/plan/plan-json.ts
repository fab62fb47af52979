import { z } from "zod";

import type { Json } from "../../../sources/source.ts";
import { PlanInvalidError } from "./plan-errors.ts";
import type { OwedLine, Plan, PlanPolicy, WithheldLine } from "./plan.ts";

const Units = z.string().regex(/^(0|[1-9]\d{0,19})$/, "expected a decimal string");
const Hash = z.string().regex(/^[0-9a-f]{64}$/, "expected a SHA-256 in hex");

/** What an earlier plan (`plan`, of `period`) put into escrow. */
const Owed = {
  line_id: Hash,
  member_id: z.string(),
  domain: z.string(),
  points: Units,
  amount_base_units: Units,
  period: z.string(),
  plan: Hash,
};

/**
 * A plan as JSON, shaped for SQL: snake_case, amounts and points as decimal strings. A line's
 * `batch` repeats `batches[].line_ids` (null: escrowed), so that SQL needs no join to find it.
 * Batches are numbered from 0, in order. A plan of the first format has none of the last four, one of
 * the second has no `withheld`.
 */
const PlanJsonSchema = z.strictObject({
  chain: z.strictObject({
    genesis: z.string(),
    mint: z.string(),
    treasury: z.string(),
    settler: z.string(),
    decimals: z.int().nonnegative(),
  }),
  period: z.string(),
  revision: z.int().positive(),
  predecessor: Hash.nullable(),
  proposer: z.string(),
  proposed_at: z.iso.datetime(),
  expires_at: z.iso.datetime(),
  committee: z.strictObject({
    version: Hash,
    threshold: z.int().positive(),
    members: z.array(z.string()),
  }),
  domains: z.array(
    z.strictObject({
      domain: z.string(),
      budget_base_units: Units,
      carry_in_base_units: Units,
      carry_out_base_units: Units,
    }),
  ),
  lines: z.array(
    z.strictObject({
      line_id: Hash,
      member_id: z.string(),
      domain: z.string(),
      points: Units,
      amount_base_units: Units,
      wallet: z.string().nullable(),
      batch: z.int().nonnegative().nullable(),
    }),
  ),
  batches: z.array(
    z.strictObject({
      batch: z.int().nonnegative(),
      creates_accounts: z.boolean(),
      line_ids: z.array(Hash),
    }),
  ),
  provenance: Hash,
  receipts: Hash,
  shares: z.array(
    z.strictObject({
      line_id: Hash,
      contribution_id: z.string(),
      points: Units,
      amount_base_units: Units,
    }),
  ),
  policy: z
    .strictObject({
      conflict_share_ppm: z.int().nonnegative(),
      objection_ms: z.int().nonnegative(),
      conflicted: z.array(z.string()),
    })
    .exactOptional(),
  releases: z
    .array(z.strictObject({ ...Owed, wallet: z.string(), batch: z.int().nonnegative().nullable() }))
    .exactOptional(),
  expired: z.array(z.strictObject(Owed)).exactOptional(),
  withheld: z
    .array(
      z.strictObject({
        line_id: Hash,
        member_id: z.string(),
        domain: z.string(),
        points: Units,
        amount_base_units: Units,
        word: z.enum(["held", "dropped"]),
        actor: z.string(),
        said_at: z.iso.datetime(),
        reason: z.string(),
      }),
    )
    .min(1)
    .exactOptional(),
});

export type PlanJson = z.infer<typeof PlanJsonSchema>;

export function planToJson(plan: Plan): PlanJson {
  const batchOf = new Map(
    plan.batches.flatMap(({ lineIds }, batch) => lineIds.map((id) => [id, batch] as const)),
  );
  return {
    chain: { ...plan.chain },
    period: plan.period,
    revision: plan.revision,
    predecessor: plan.predecessor,
    proposer: plan.proposer,
    proposed_at: plan.proposedAt,
    expires_at: plan.expiresAt,
    committee: { ...plan.committee, members: [...plan.committee.members] },
    domains: plan.domains.map(({ domain, budget, carryIn, carryOut }) => ({
      domain,
      budget_base_units: `${budget}`,
      carry_in_base_units: `${carryIn}`,
      carry_out_base_units: `${carryOut}`,
    })),
    lines: plan.lines.map(({ id, member, domain, points, amount, wallet }) => ({
      line_id: id,
      member_id: member,
      domain,
      points: `${points}`,
      amount_base_units: `${amount}`,
      wallet,
      batch: batchOf.get(id) ?? null,
    })),
    batches: plan.batches.map(({ createsAccounts, lineIds }, batch) => ({
      batch,
      creates_accounts: createsAccounts,
      line_ids: [...lineIds],
    })),
    provenance: plan.provenance,
    receipts: plan.receipts,
    shares: plan.shares.map(({ lineId, contribution, points, amount }) => ({
      line_id: lineId,
      contribution_id: contribution,
      points: `${points}`,
      amount_base_units: `${amount}`,
    })),
    ...(plan.policy === null ? {} : secondToJson(plan, plan.policy, batchOf)),
    ...(plan.withheld.length === 0 ? {} : { withheld: plan.withheld.map(withheldToJson) }),
  };
}

function secondToJson(
  { releases, expired }: Plan,
  { conflictSharePpm, objectionMs, conflicted }: PlanPolicy,
  batchOf: ReadonlyMap<string, number>,
) {
  return {
    policy: {
      conflict_share_ppm: conflictSharePpm,
      objection_ms: objectionMs,
      conflicted: [...conflicted],
    },
    releases: releases.map((line) => ({
      ...owedToJson(line),
      wallet: line.wallet,
      batch: batchOf.get(line.id) ?? null,
    })),
    expired: expired.map(owedToJson),
  };
}

function withheldToJson({ id, member, domain, points, amount, at, ...said }: WithheldLine) {
  return {
    line_id: id,
    member_id: member,
    domain,
    points: `${points}`,
    amount_base_units: `${amount}`,
    word: said.word,
    actor: said.actor,
    said_at: at,
    reason: said.reason,
  };
}

function owedToJson({ id, member, domain, points, amount, period, plan }: OwedLine) {
  return {
    line_id: id,
    member_id: member,
    domain,
    points: `${points}`,
    amount_base_units: `${amount}`,
    period,
    plan,
  };
}

/** Reads what `planToJson` wrote. Compare `planDigest` with the digest it came under. */
export function planFromJson(value: Json): Plan {
  const parsed = PlanJsonSchema.safeParse(value);
  if (!parsed.success) throw new PlanInvalidError(z.prettifyError(parsed.error));
  const json = parsed.data;
  assertBatchColumn(json);
  const { chain, period, revision, predecessor, proposer, committee, provenance, receipts } = json;
  const head = { chain, period, revision, predecessor, proposer, committee, provenance, receipts };
  return {
    ...head,
    proposedAt: json.proposed_at,
    expiresAt: json.expires_at,
    domains: json.domains.map((row) => ({
      domain: row.domain,
      budget: BigInt(row.budget_base_units),
      carryIn: BigInt(row.carry_in_base_units),
      carryOut: BigInt(row.carry_out_base_units),
    })),
    lines: json.lines.map((row) => ({
      id: row.line_id,
      member: row.member_id,
      domain: row.domain,
      points: BigInt(row.points),
      amount: BigInt(row.amount_base_units),
      wallet: row.wallet,
    })),
    batches: json.batches.map((row) => ({
      createsAccounts: row.creates_accounts,
      lineIds: row.line_ids,
    })),
    shares: json.shares.map((row) => ({
      lineId: row.line_id,
      contribution: row.contribution_id,
      points: BigInt(row.points),
      amount: BigInt(row.amount_base_units),
    })),
    ...secondFromJson(json),
    withheld: (json.withheld ?? []).map(withheldFromJson),
  };
}

function withheldFromJson(row: ReturnType<typeof withheldToJson>): WithheldLine {
  return {
    id: row.line_id,
    member: row.member_id,
    domain: row.domain,
    points: BigInt(row.points),
    amount: BigInt(row.amount_base_units),
    word: row.word,
    actor: row.actor,
    at: row.said_at,
    reason: row.reason,
  };
}

function secondFromJson({
  policy,
  releases,
  expired,
  withheld,
}: PlanJson): Pick<Plan, "policy" | "releases" | "expired"> {
  if ([policy, releases, expired, withheld].every((part) => part === undefined))
    return { policy: null, releases: [], expired: [] };
  if (policy === undefined || releases === undefined || expired === undefined)
    throw new PlanInvalidError("it has only some of policy, releases and expired");
  return {
    policy: {
      conflictSharePpm: policy.conflict_share_ppm,
      objectionMs: policy.objection_ms,
      conflicted: policy.conflicted,
    },
    releases: releases.map((row) => ({ ...owedFromJson(row), wallet: row.wallet })),
    expired: expired.map(owedFromJson),
  };
}

function owedFromJson(row: ReturnType<typeof owedToJson>): OwedLine {
  return {
    id: row.line_id,
    member: row.member_id,
    domain: row.domain,
    points: BigInt(row.points),
    amount: BigInt(row.amount_base_units),
    period: row.period,
    plan: row.plan,
  };
}

/** The repeated column is not part of the digest, so it has to agree with what is. */
function assertBatchColumn({ lines, releases = [], batches }: PlanJson): void {
  const batchOf = new Map(
    batches.flatMap(({ line_ids }, batch) => line_ids.map((id) => [id, batch] as const)),
  );
  const wrong = [...lines, ...releases].find(
    ({ line_id, batch }) => (batchOf.get(line_id) ?? null) !== batch,
  );
  if (wrong !== undefined) {
    throw new PlanInvalidError(`line ${wrong.line_id} names batch ${wrong.batch}, wrongly`);
  }
  const misnumbered = batches.findIndex(({ batch }, index) => batch !== index);
  if (misnumbered >= 0) throw new PlanInvalidError(`batch ${misnumbered} has another number`);
}
