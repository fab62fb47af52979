import type { Json } from "../source.ts";
import { askedTwice } from "./asked-twice.ts";

export interface PagesRead {
  readonly rows: readonly Json[];
  /** The page itself held nothing, twice. A short page proves no end: a server may cut it silently. */
  readonly isEnd: boolean;
}

/**
 * Reads a numbered page, and after it the page before once more.
 *
 * Some lists have no key to go on from. When a row is deleted while they are walked, the row behind
 * it moves up, over the border, into the page that was already read; there it is found.
 */
export async function readWithPageBefore(
  readPage: (page: number) => Promise<readonly Json[]>,
  { page, firstPage }: { readonly page: number; readonly firstPage: number },
): Promise<PagesRead> {
  const read = (at: number) =>
    askedTwice(
      () => readPage(at),
      (reply) => reply.length === 0,
    );
  const rows = await read(page);
  if (page === firstPage) return { rows, isEnd: rows.length === 0 };
  const before = await read(page - 1);
  const seen = new Set(rows.map((row) => JSON.stringify(row)));
  return {
    rows: [...rows, ...before.filter((row) => !seen.has(JSON.stringify(row)))],
    isEnd: rows.length === 0,
  };
}
