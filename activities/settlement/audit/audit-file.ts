import { z } from "zod";

import type { DistributionState } from "../../../warehouse/ledger/distribution/distribution-state.ts";
import {
  planFromJson,
  planToJson,
  type PlanJson,
} from "../../../warehouse/ledger/plan/plan-json.ts";
import { sha256Hex } from "../../../warehouse/ledger/plan/bytes.ts";
import { encodePlan } from "../../../warehouse/ledger/plan/plan-codec.ts";
import type { Plan } from "../../../warehouse/ledger/plan/plan.ts";
import type { ChainPort } from "../chain/port.ts";
import { SettlementRefusedError } from "../errors.ts";

const Units = z.string().regex(/^-?\d+$/);

const AuditFileSchema = z.strictObject({
  format: z.literal("vklad-audit-1"),
  digest: z.string().regex(/^[0-9a-f]{64}$/),
  /** As `PlanJson`, without shares: what a line is for is its member's, and `receipts` covers it. */
  plan: z.custom<PlanJson>((value) => typeof value === "object" && value !== null),
  approvals: z.array(
    z.strictObject({
      publicKey: z.string(),
      signature: z.string(),
      /** Whose key it is, as the plan's committee has them; absent in files of earlier versions. */
      account: z.string().optional(),
    }),
  ),
  payments: z.array(
    z.strictObject({
      batch: z.int().nonnegative(),
      signature: z.string(),
      slot: z.int().nonnegative(),
      /** The signed bytes in base64. */
      wire: z.base64(),
    }),
  ),
  settlement: z.strictObject({
    paid_base_units: Units,
    escrowed_base_units: Units,
    carry_base_units: Units,
    treasury_before_base_units: Units,
    treasury_after_base_units: Units,
    foreign_base_units: Units,
    difference_base_units: Units,
    /** Paid of what earlier plans kept, and taken back of it; absent where there was neither. */
    released_base_units: Units.optional(),
    expired_base_units: Units.optional(),
  }),
  /** SHA-256 of the table beside it. */
  csv: z.string().regex(/^[0-9a-f]{64}$/),
});

/** All that a stranger needs to hold a settled distribution against the chain. */
export type AuditFile = z.infer<typeof AuditFileSchema>;

/** The file is no audit of ours. */
export class AuditFileError extends Error {
  override readonly name = "AuditFileError";

  constructor(file: string, found: string) {
    super(
      `${file} is no audit file: ${found}. Expected one that \`vklad audit FILE --write MONTH\` wrote.`,
    );
  }
}

/**
 * A settled distribution as a file and a table of its lines. Names nobody: members are the plan's
 * own pseudonyms, and contributions are left out. The chain is asked for payments of which the
 * ledger has no bytes.
 */
export async function auditOf(
  state: DistributionState,
  chain: Pick<ChainPort, "transaction"> | null,
): Promise<{ file: AuditFile; csv: string }> {
  const { digest, plan, batches, approvals, settlement } = state;
  if (settlement === null) throw new SettlementRefusedError(digest, `it is ${state.status}.`);
  const csv = tableOf(state);
  const { digest: _, ...sums } = settlement;
  const file: AuditFile = {
    format: "vklad-audit-1",
    digest,
    plan: { ...planToJson(plan), shares: [] },
    approvals: approvals.map(({ publicKey, signature, account }) => ({
      publicKey,
      signature,
      account,
    })),
    payments: await Promise.all(batches.map((batch) => paymentOf(batch, chain))),
    settlement: { ...sums, foreign_base_units: sums.foreign_base_units ?? "0" },
    csv: sha256Hex(Buffer.from(csv)),
  };
  return { file, csv };
}

export function readAudit(name: string, text: string): AuditFile {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw new AuditFileError(name, (error as Error).message);
  }
  const parsed = AuditFileSchema.safeParse(json);
  if (!parsed.success) throw new AuditFileError(name, z.prettifyError(parsed.error));
  try {
    planFromJson(parsed.data.plan);
  } catch (error) {
    throw new AuditFileError(name, (error as Error).message);
  }
  return parsed.data;
}

/**
 * A plan that was kept outside of the ledger, with its digest computed anew: an audit file, or the
 * plan itself as JSON.
 */
export function readManifest(name: string, text: string): { digest: string; plan: Plan } {
  const isAudit = text.includes('"vklad-audit-1"');
  const audit = isAudit ? readAudit(name, text) : null;
  const plan = audit === null ? planIn(name, text) : planFromJson(audit.plan);
  const digest = sha256Hex(encodePlan(plan));
  if (audit === null || audit.digest === digest) return { digest, plan };
  throw new AuditFileError(name, `its plan gives ${digest}, and it says ${audit.digest}`);
}

function planIn(name: string, text: string): Plan {
  try {
    return planFromJson(JSON.parse(text) as PlanJson);
  } catch (error) {
    throw new AuditFileError(name, (error as Error).message);
  }
}

/** A journal that was lost and healed has no bytes of it: the chain has. */
async function paymentOf(
  { batch, signature, slot, attempts }: DistributionState["batches"][number],
  chain: Pick<ChainPort, "transaction"> | null,
): Promise<AuditFile["payments"][number]> {
  const landed = attempts.find((one) => one.signature === signature);
  const own = signature ?? "";
  const bytes = landed === undefined ? ((await chain?.transaction(own))?.wire ?? null) : null;
  const wire = landed?.wire ?? (bytes === null ? "" : Buffer.from(bytes).toString("base64"));
  return { batch, signature: own, slot: slot ?? 0, wire };
}

function tableOf({ plan, batches }: DistributionState): string {
  const batchOf = new Map(
    batches.flatMap((batch) => batch.lineIds.map((id) => [id, batch] as const)),
  );
  const rows = [...plan.lines, ...plan.releases].map(({ id, domain, amount, wallet }) => {
    const batch = batchOf.get(id);
    return [id, domain, amount, wallet ?? "", batch?.batch ?? "", batch?.signature ?? ""].join(",");
  });
  return `${["line_id,domain,amount_base_units,wallet,batch,signature", ...rows].join("\n")}\n`;
}
