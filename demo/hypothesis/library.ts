import type { Version } from "../timeline.ts";
import type { Selector } from "./selectors.ts";

export interface HypothesisUser {
  /** `acct:anna@hypothes.is`. */
  readonly userid: string;
  readonly displayName: string | null;
  /** What the user's own programs sign in with. */
  readonly token: string;
}

/** The last three may read what is hidden. */
export type GroupRole = "member" | "moderator" | "admin" | "owner";

export interface HypothesisGroup {
  readonly id: string;
  readonly name: string;
  /** A private one is shown to its members alone, in an open one everybody reads. */
  readonly type: "private" | "open";
  /** In the order in which they joined. */
  readonly members: readonly {
    readonly userid: string;
    readonly roles: readonly GroupRole[];
    readonly joinedAt: number;
  }[];
}

/** A moderator's word on an annotation; whatever is not approved is hidden. */
export type ModerationStatus = "APPROVED" | "PENDING" | "SPAM" | "DENIED";

/** A row of the service's database. */
export interface AnnotationRow {
  readonly id: string;
  readonly userid: string;
  readonly group: string;
  readonly uri: string;
  readonly title: string | null;
  readonly text: string;
  readonly tags: readonly string[];
  /** Ids of what it answers, the root first. Empty for what is no reply. */
  readonly references: readonly string[];
  /** Empty for a note on the whole page and for a reply. */
  readonly selectors: readonly Selector[];
  /** False: "only me". */
  readonly isShared: boolean;
  readonly status: ModerationStatus;
  /** Microseconds since 1970. */
  readonly created: number;
  /** Moves with every edit by its author, and with nothing else. */
  readonly updated: number;
}

/** An annotation through time; null once it is deleted, and nothing tells of it then. */
export interface StoredAnnotation {
  readonly id: string;
  readonly versions: readonly Version<AnnotationRow>[];
}

export interface Library {
  readonly users: readonly HypothesisUser[];
  readonly groups: readonly HypothesisGroup[];
  readonly annotations: readonly StoredAnnotation[];
}

/** Everybody's: the service has it from the start. */
export const WORLD = "__world__";

export const isHidden = ({ status }: AnnotationRow): boolean => status !== "APPROVED";
