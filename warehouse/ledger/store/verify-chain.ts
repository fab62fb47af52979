import type { Kysely } from "kysely";

import { assertNoneLost, CHAIN_START, walkChain } from "./chain-walk.ts";
import { LedgerBrokenError } from "./errors.ts";
import type { LedgerTables } from "./store.ts";
import { eventRows } from "./ledger-rows.ts";

/** Walks the chain from its first event, in pages so that memory stays bounded. */
const PAGE_ROWS_MAX = 1_000;

/**
 * Recomputes every hash. An absent payload is right only where a later event says it was erased.
 * A cut-off end leaves a valid shorter chain: only a `head` kept elsewhere can show it.
 */
export async function verifyChain(
  db: Kysely<LedgerTables>,
  head?: { readonly seq: number; readonly hash: string },
): Promise<{ eventCount: number }> {
  let place = CHAIN_START;
  const absent = new Map<string, number>();
  for (;;) {
    const rows = await eventRows(db)
      .where("seq", ">", place.seq)
      .orderBy("seq")
      .limit(PAGE_ROWS_MAX)
      .execute();
    place = walkChain(place, rows, absent);
    const known = rows.find(({ seq }) => seq === head?.seq);
    if (known !== undefined && known.hash !== head?.hash) {
      throw new LedgerBrokenError(known.seq, "its hash is not the one kept elsewhere");
    }
    if (rows.length < PAGE_ROWS_MAX) break;
  }
  assertNoneLost(absent);
  if (head !== undefined && head.seq > place.seq) {
    const found = `the end is cut off; event ${head.seq} once existed`;
    throw new LedgerBrokenError(place.seq + 1, found);
  }
  return { eventCount: place.seq };
}
