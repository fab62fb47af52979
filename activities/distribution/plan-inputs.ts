import type { Json } from "../../sources/source.ts";
import type { Committee, LineWord, OwedLine, PlanPolicy } from "../../warehouse/ledger/index.ts";

/** What of landing and of the run a warehouse held when points were read from it. */
export type LoadedInputs = {
  /** By feed: its first files, up to `last`; `hash` is SHA-256 over their names, one a line. */
  readonly landing: readonly {
    readonly feed: string;
    readonly file_count: number;
    readonly last: string;
    readonly hash: string;
  }[];
  readonly run: { readonly as_of_day: string; readonly time_zone: string };
  /** Digest of the models' source files. */
  readonly models: string;
  /** Models below the points that were of an older state than what was loaded. */
  readonly stale: readonly string[];
};

/** As the score models hold them, for one period, which each row names. Points are in 10⁻⁶. */
export interface PointsOfPeriod {
  readonly memberPoints: readonly {
    readonly period: string;
    readonly member_id: string;
    readonly domain: string;
    readonly points: bigint;
  }[];
  readonly contributionPoints: readonly {
    readonly contribution_id: string;
    readonly period: string;
    readonly member_id: string;
    readonly domain: string;
    readonly points: bigint;
  }[];
  /** A plan proposed before `counts_from` keeps what is due to that member. */
  readonly wallets: readonly {
    readonly member_id: string;
    readonly wallet: string;
    readonly counts_from: Date;
  }[];
  /** Today's id of whoever earlier plans know under another. */
  readonly formerMembers: readonly { readonly former_id: string; readonly member_id: string }[];
  readonly accounts: readonly { readonly account_key: string; readonly member_id: string }[];
  /** `{ inputs: [{ table, row_count, hash }], formula, identity_version, code_version }`. */
  readonly provenance: Json;
  /** What of landing the points were made from, so that they can be made again. */
  readonly loaded: LoadedInputs;
}

/** `unusable`: it could not be paid to, or what was paid would be stuck. */
export type TokenAccountState = "exists" | "missing" | "unusable";

export interface ChainFacts {
  readonly genesis: string;
  readonly mint: string;
  readonly treasury: string;
  readonly settler: string;
  readonly decimals: number;
  /** What the cluster takes: v1 holds about four times as many payments. */
  readonly format: "legacy" | "v1";
  /** For each wallet asked about. */
  readonly tokenAccounts: Readonly<Record<string, TokenAccountState>>;
}

/**
 * A line that an earlier revision of the period, or another period, paid or put into escrow, or that
 * the committee dropped in a month that is settled.
 */
export interface TakenLine {
  readonly period: string;
  readonly lineId: string;
  readonly domain: string;
  readonly amount: bigint;
  readonly contributions: readonly string[];
}

/** What an earlier plan put into escrow and is owed still. */
export interface KeptLine extends OwedLine {
  /** From then on it goes back into the carry, unless it can be paid. */
  readonly keptUntil: Date;
  /** By a word of the committee: it is not paid, whatever wallet there is. */
  readonly isHeld: boolean;
}

export interface PlanInputs extends Omit<PointsOfPeriod, "accounts"> {
  readonly period: string;
  /** Base units a domain. */
  readonly budgets: Readonly<Record<string, bigint>>;
  /** What the last distribution left over, base units a domain. */
  readonly carryIn: Readonly<Record<string, bigint>>;
  readonly chain: ChainFacts;
  readonly committee: Committee;
  readonly proposer: string;
  readonly proposedAt: Date;
  readonly expiresAt: Date;
  readonly previous: { readonly digest: string; readonly revision: number } | null;
  readonly taken: readonly TakenLine[];
  readonly escrows: readonly KeptLine[];
  /** In force on lines of this period, the last said last. */
  readonly words: readonly LineWord[];
  /** The committee's accounts, each with the member ids of its person. */
  readonly approvers: readonly { readonly account: string; readonly members: readonly string[] }[];
  readonly policy: Omit<PlanPolicy, "conflicted">;
}
