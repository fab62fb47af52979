import { randomBytes, randomInt } from "node:crypto";

import { sameText } from "../sign-in/sessions.ts";

/** Longer than the schedule takes to come to a stream, should nothing wake its read before. */
const CODE_MS_MAX = 20 * 60_000;
/** Of a million numbers. */
const TRIES_MAX = 3;
/** Past it the oldest code of all is forgotten: memory stays bounded. */
const CODES_MAX = 10_000;
const LETTERS = "abcdefghijklmnopqrstuvwxyz234567";
const RANDOM_LETTERS = 26;

/** Who asks for a code: the same account in another session is somebody else. */
export interface Asker {
  readonly sessionId: string;
  readonly account: string;
}

export interface OpenCode {
  readonly system: string;
  readonly code: string;
  /** The last landing file of its stream when it was made: nothing before can show it. */
  readonly since: number;
  /** Where one press shows it; null where the person writes it. */
  readonly address: string | null;
  readonly until: Date;
  /** The native id of whoever showed it; null while nobody did. */
  readonly shownBy: string | null;
  /** What that account's holder was told; null where nobody is told anything. */
  readonly number: string | null;
  readonly triesLeft: number;
}

export interface OpenCodes {
  /** A new code for a system takes the place of the one that the session had for it. */
  open(asker: Asker, made: Pick<OpenCode, "system" | "code" | "since" | "address">): OpenCode;
  of(asker: Asker): readonly OpenCode[];
  find(asker: Asker, system: string): OpenCode | null;
  /** Null: its holder could not be told, and the next look finds it again. */
  shown(
    asker: Asker,
    code: OpenCode,
    by: { readonly nativeId: string; readonly number: string | null } | null,
  ): void;
  /**
   * Takes the code for good, for the session that asked for it and by the number that was told.
   * `none`: it is late, used, another session's, or nobody has shown it.
   */
  use(asker: Asker, system: string, number: string | null): OpenCode | "none" | "wrong_number";
  forget(asker: Asker, system: string): void;
}

/** Codes live in this process only, as sessions do: after a restart people ask for others. */
export function createOpenCodes(now: () => Date): OpenCodes {
  const codes = new Map<string, OpenCode>();
  const prefixOf = ({ sessionId, account }: Asker) => `${sessionId} ${account} `;
  const keyOf = (asker: Asker, system: string) => `${prefixOf(asker)}${system}`;
  const isOver = ({ until }: OpenCode) => until.getTime() <= now().getTime();

  function find(asker: Asker, system: string): OpenCode | null {
    const found = codes.get(keyOf(asker, system));
    return found === undefined || isOver(found) ? null : found;
  }

  return {
    find,
    open(asker, made) {
      for (const [key, code] of codes) if (isOver(code)) codes.delete(key);
      const until = new Date(now().getTime() + CODE_MS_MAX);
      const code = { ...made, until, shownBy: null, number: null, triesLeft: TRIES_MAX };
      const key = keyOf(asker, made.system);
      codes.delete(key);
      codes.set(key, code);
      const oldest = codes.size > CODES_MAX ? codes.keys().next().value : undefined;
      if (oldest !== undefined) codes.delete(oldest);
      return code;
    },
    of: (asker) =>
      [...codes].flatMap(([key, code]) =>
        key.startsWith(prefixOf(asker)) && !isOver(code) ? [code] : [],
      ),
    shown(asker, code, by) {
      const { nativeId: shownBy = null, number = null } = by ?? {};
      codes.set(keyOf(asker, code.system), { ...code, shownBy, number });
    },
    use(asker, system, number) {
      const found = find(asker, system);
      if (found === null || found.shownBy === null) return "none";
      const key = keyOf(asker, system);
      codes.delete(key);
      if (found.number === null || sameText(found.number, number ?? "")) return found;
      const triesLeft = found.triesLeft - 1;
      if (triesLeft > 0) codes.set(key, { ...found, triesLeft });
      return "wrong_number";
    },
    forget: (asker, system) => void codes.delete(keyOf(asker, system)),
  };
}

/** Names whose session it is, so that nobody shows a stranger's code for their own. */
export function newCode(handle: string | null): string {
  const name = (handle ?? "").toLowerCase().replaceAll(/[^a-z0-9_]/g, "");
  const letters = [...randomBytes(RANDOM_LETTERS)].map((byte) => LETTERS[byte % LETTERS.length]);
  return `vklad-${name.slice(0, 20) || "member"}-${letters.join("")}`;
}

export function newNumber(): string {
  return `${randomInt(1_000_000)}`.padStart(6, "0");
}
