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
  /** Per domain: Σ lines + carryOut = budget + carryIn. */
  readonly domains: readonly {
    readonly domain: string;
    readonly budget: bigint;
    readonly carryIn: bigint;
    readonly carryOut: bigint;
  }[];
  /** Sorted by id. */
  readonly lines: readonly PlanLine[];
  /** Borders of the transactions. Every payable line is in exactly one, escrowed ones in none. */
  readonly batches: readonly {
    readonly lineIds: readonly string[];
    /** Whether the recipients' token accounts are created (7 a transaction) or exist (14). */
    readonly createsAccounts: boolean;
  }[];
  /** SHA-256 of the provenance JSON: ordered input table digests, formula, code version. */
  readonly provenance: string;
  /** SHA-256 over the receipt shares. */
  readonly receipts: string;
  /** Sorted by line and contribution; per line the amounts add up to the line's, exactly. */
  readonly shares: readonly PlanShare[];
}

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
