import type { Json } from "./source.ts";

/** Somebody's words, by which a one-time code is found. */
export interface Shown {
  readonly nativeId: string;
  readonly text: string;
}

/** A way to an account's holder that nobody else reads. */
export interface Talk {
  /** An address at which one press shows the code in the holder's name. */
  addressFor(code: string, signal: AbortSignal): Promise<string>;
  tell(nativeId: string, text: string, signal: AbortSignal): Promise<void>;
}

/**
 * How somebody proves that an account of the system is theirs: by showing a one-time code there, in a
 * record that lands.
 */
export interface CodeProof {
  /** Of the connector's `accounts`: whose ids `read` gives. */
  readonly namespace: string;
  /** Where the code lands, by the stream's live feed. */
  readonly stream: string;
  /** Who says what by a landed record; null where it is nobody's words. */
  read(record: Json): Shown | null;
}

/** Has the system itself say whose account somebody is signed in with there (OAuth 2). */
export interface SignIn {
  /** Where the person is asked, and sent back from with `state`. */
  addressFor(back: { readonly state: string; readonly returnUrl: string }): string;
  /** The native id of whoever agreed; `code` and `returnUrl` as the system sent them back. */
  whoIs(
    answer: { readonly code: string; readonly returnUrl: string },
    signal: AbortSignal,
  ): Promise<string>;
}

/**
 * What a code looks like: whose it is, in plain letters, so that nobody shows a stranger's for their
 * own, and 130 random bits.
 */
const CODE = /vklad-[a-z0-9_]{1,20}-[a-z2-7]{26}/;
export const WHOLE_CODE = new RegExp(`^${CODE.source}$`);

/** The codes that a text shows. */
export function codesIn(text: string): readonly string[] {
  return text.match(new RegExp(`(?<![\\w-])${CODE.source}(?![\\w-])`, "g")) ?? [];
}
