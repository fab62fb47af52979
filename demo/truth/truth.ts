import type { NativeAccount } from "../protocol.ts";

export interface PlantedContribution {
  /** What it is worth, whatever its length; comparable only within posts or within attempts. */
  readonly value: number;
  readonly person: string;
  readonly text_length: number;
}

export interface TruePerson {
  readonly person: string;
  readonly kind: string;
  readonly name: string;
  readonly accounts: readonly NativeAccount[];
  /** Ids of NocoDB cohorts the person is a trainee in, or looks after. */
  readonly cohorts: readonly string[];
  readonly master_of: readonly string[];
  readonly canaries: {
    readonly email: string;
    readonly handle: string;
    readonly surname: string;
    readonly native_ids: readonly string[];
    readonly answer_text: string;
    readonly post_text: string;
    readonly private_message: string;
  };
}

/** Of what is said and visited beside the club, as of the as-of. */
export interface TalkTruth {
  readonly telegram: {
    /** Each once, those included that were deleted and nobody told of it. */
    readonly messages: number;
    readonly exported: number;
    readonly seen_by_bot: number;
    readonly in_both: number;
    readonly broken: number;
    /** Users who are called as members are, and are none. */
    readonly namesakes: readonly string[];
  };
  readonly discord: { readonly messages: number };
  readonly hypothesis: { readonly annotations: number };
  readonly posthog: { readonly events: number; readonly broken: number };
  readonly answers: number;
  readonly thanks: number;
  /** Thoughts that went from a chat to the club to a margin. */
  readonly ideas: number;
  /** Accounts that nothing proves to be anybody's. */
  readonly unproven: number;
}

/** What only the demo knows. Product code never reads it: tests and `vklad demo verify` do. */
export interface Truth {
  readonly seed: string;
  readonly as_of: string;
  /** Keyed by post id. */
  readonly posts: Readonly<Record<string, PlantedContribution>>;
  /** Ids at which broken posts stand: whatever a reader makes of one is worth nothing planted. */
  readonly broken_posts: readonly number[];
  /** Keyed by the `Id` of the row in Attempts. */
  readonly attempts: Readonly<Record<string, PlantedContribution>>;
  readonly people: readonly TruePerson[];
  /** Pairs of accounts that somebody has proven to be theirs. */
  readonly proofs: readonly (readonly [NativeAccount, NativeAccount])[];
  /** Likes and reposts identical text, and must be worth exactly nothing. */
  readonly liker: {
    readonly person: string;
    readonly account: NativeAccount;
    readonly posts: readonly number[];
  };
  readonly bots: readonly NativeAccount[];
  readonly agents: readonly NativeAccount[];
  /** Ids of rows in Attempts whose verdict must not count or is ambiguous, by why. */
  readonly verdict_traps: Readonly<Record<string, readonly number[]>>;
  /** Ids of rows in Attempts that reached the base long after their `CreatedAt`. */
  readonly late_attempts: readonly number[];
  readonly outage: { readonly from: string; readonly until: string };
  /** Absent of what is drawn without its twins. */
  readonly talk?: TalkTruth;
  /** What is visible at the as-of. */
  readonly counts: {
    readonly members: number;
    readonly topics: number;
    readonly posts: number;
    readonly poison_posts: number;
    readonly likes: number;
    readonly answers: number;
    readonly attempts: number;
    readonly poison_attempts: number;
  };
}
