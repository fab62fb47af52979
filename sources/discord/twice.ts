import { SourceAuthError, SourceMissingError } from "../errors.ts";
import type { Json } from "../source.ts";
import { idOf } from "./snowflake.ts";

export interface ReadTwice {
  readonly rows: readonly Json[];
  /** Two replies in a row were the same, and no full ones. */
  readonly isEnd: boolean;
}

/**
 * A page of a list that does not tell its length. A reply which is shorter than asked for may have
 * been cut, so it is asked for once more: both together count, and are the end where they agree.
 */
export async function readTwice(
  read: () => Promise<readonly Json[]>,
  rowsMax: number,
): Promise<ReadTwice> {
  const first = await askedAgain(read);
  if (first.length >= rowsMax) return { rows: first, isEnd: false };
  const second = await read();
  const rows = new Map([...first, ...second].map((row) => [keyOf(row), row]));
  const isSame = second.length === first.length && rows.size === first.length;
  return { rows: [...rows.values()], isEnd: isSame };
}

/** A refusal is believed no sooner than its second time. */
export async function askedAgain<T>(read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    if (refusalOf(error) === null) throw error;
    return read();
  }
}

/** The status of a refusal that concerns one address; a key that is not accepted concerns all. */
export function refusalOf(error: unknown): 403 | 404 | null {
  if (error instanceof SourceMissingError) return 404;
  return error instanceof SourceAuthError && error.status === 403 ? 403 : null;
}

function keyOf(row: Json): string {
  return idOf(row) ?? JSON.stringify(row);
}
