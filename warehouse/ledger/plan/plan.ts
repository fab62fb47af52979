/**
 * A distribution's frozen content. Amounts are bigint base units. Accounts are account keys,
 * wallets and keys are base58, digests are hex, instants are ISO 8601 in UTC.
 */
export interface Plan {
  readonly chain: {
    readonly genesis: string;
    readonly mint: string;
    readonly treasury: string;
    readonly settler: string;
    readonly decimals: number;
  };
  /** A calendar month of the community's time zone: `2026-09`. */
  readonly period: string;
  /** 1 for the first plan of a period. */
  readonly revision: number;
  /** Digest of the plan this one replaces; null for a first revision. */
  readonly predecessor: string | null;
  /** Account key of the person who proposed: never an approver. */
  readonly proposer: string;
  readonly proposedAt: string;
  readonly expiresAt: string;
  readonly committee: {
    /** SHA-256 over threshold and sorted members: any change of either voids approvals. */
    readonly version: string;
    readonly threshold: number;
    readonly members: readonly string[];
  };
  /**
   * Per domain: Σ lines + carryOut = budget + carryIn + Σ expired, and carryOut ≥ Σ expired + Σ of
   * the dropped lines.
   */
  readonly domains: readonly {
    readonly domain: string;
    readonly budget: bigint;
    readonly carryIn: bigint;
    readonly carryOut: bigint;
  }[];
  /** Sorted by id. */
  readonly lines: readonly PlanLine[];
  /** Borders of the transactions. Every payable line and release is in exactly one, others in none. */
  readonly batches: readonly {
    readonly lineIds: readonly string[];
    /** Whether the recipients' token accounts are created (7 a transaction) or exist (14). */
    readonly createsAccounts: boolean;
  }[];
  /** SHA-256 of the provenance JSON: ordered input table digests, formula, code version. */
  readonly provenance: string;
  /** SHA-256 over the receipt shares. */
  readonly receipts: string;
  /** Sorted by line and contribution; per line, dropped ones too, the amounts add up to it exactly. */
  readonly shares: readonly PlanShare[];
  /** Null in a plan of the first format, which has no releases and no expired lines either. */
  readonly policy: PlanPolicy | null;
  /** What earlier plans put into escrow and this one pays, out of what they kept. Sorted by id. */
  readonly releases: readonly Release[];
  /** What earlier plans put into escrow too long ago: it goes into the carry. Sorted by id. */
  readonly expired: readonly OwedLine[];
  /**
   * Own lines that the committee took out of what is paid, and why, for all who sign to see. Sorted by
   * id. A plan without any is of the second format or the first.
   */
  readonly withheld: readonly WithheldLine[];
}

/** A line that a committee member, or the operator, held or dropped before the plan was approved. */
export interface WithheldLine {
  readonly id: string;
  readonly member: string;
  readonly domain: string;
  readonly points: bigint;
  readonly amount: bigint;
  /** `held`: it is among the lines, in escrow. `dropped`: it is not, and its amount is carried. */
  readonly word: "held" | "dropped";
  /** An account key, or `operator`. */
  readonly actor: string;
  readonly at: string;
  readonly reason: string;
}

/** The rules by which a plan is approved, frozen with it: a changed setting changes no plan. */
export interface PlanPolicy {
  /** An approver whose own lines are above this part of all that is paid needs one more beside them. */
  readonly conflictSharePpm: number;
  /** How long after the last approval that was needed nothing is paid yet. */
  readonly objectionMs: number;
  /** Committee accounts, sorted, whose persons' own lines are above that part. */
  readonly conflicted: readonly string[];
}

/** A line that an earlier plan put into escrow, as that plan has it. */
export interface OwedLine {
  readonly id: string;
  readonly member: string;
  readonly domain: string;
  readonly points: bigint;
  readonly amount: bigint;
  /** Of the plan that put it into escrow. */
  readonly period: string;
  readonly plan: string;
}

export interface Release extends OwedLine {
  readonly wallet: string;
}

export interface PayableLine {
  readonly id: string;
  readonly member: string;
  readonly domain: string;
  readonly amount: bigint;
  readonly wallet: string;
}

/** All that a plan pays by its batches: own lines with a wallet, and releases. */
export function payableLines(plan: Pick<Plan, "lines" | "releases">): readonly PayableLine[] {
  const found = payable.get(plan);
  if (found !== undefined) return found;
  const own = plan.lines.filter(
    (line): line is PlanLine & { readonly wallet: string } => line.wallet !== null,
  );
  const lines = [...own, ...plan.releases];
  payable.set(plan, lines);
  return lines;
}

/** A plan never changes, and is asked at each step of each of its batches. */
const payable = new WeakMap<Pick<Plan, "lines" | "releases">, readonly PayableLine[]>();

export interface PlanLine {
  /** SHA-256 of mint, period, member and domain: the same entitlement in every revision. */
  readonly id: string;
  readonly member: string;
  readonly domain: string;
  /** Points in 10⁻⁶. */
  readonly points: bigint;
  readonly amount: bigint;
  /** Null: the line is an escrow liability. */
  readonly wallet: string | null;
}

export interface PlanShare {
  readonly lineId: string;
  readonly contribution: string;
  readonly points: bigint;
  readonly amount: bigint;
}
