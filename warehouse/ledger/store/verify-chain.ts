import type { Kysely } from "kysely";

import { LedgerBrokenError } from "./errors.ts";
import { eventHash, GENESIS_HASH, payloadHash } from "./event-hash.ts";
import type { LedgerTables } from "./ledger-file.ts";

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
  let seq = 0;
  let prevHash = GENESIS_HASH;
  const absent = new Map<string, number>();
  for (;;) {
    const rows = await db
      .selectFrom("events")
      .leftJoin("payloads", "payloads.hash", "events.payload_hash")
      .selectAll("events")
      .select(["salt", "body"])
      .where("seq", ">", seq)
      .orderBy("seq")
      .limit(PAGE_ROWS_MAX)
      .execute();
    for (const row of rows) {
      seq += 1;
      if (row.seq !== seq) throw new LedgerBrokenError(seq, "it is missing");
      if (row.prev_hash !== prevHash) {
        throw new LedgerBrokenError(seq, "it does not follow from the event before");
      }
      if (row.hash !== eventHash(row)) throw new LedgerBrokenError(seq, "its fields were changed");
      if (row.body === null || row.salt === null) absent.set(row.id, seq);
      else if (row.payload_hash !== payloadHash(row.salt, row.body)) {
        throw new LedgerBrokenError(seq, "its payload was changed");
      } else if (row.kind === "payload_erased") {
        absent.delete((JSON.parse(row.body) as { event_id: string }).event_id);
      }
      if (head?.seq === seq && head.hash !== row.hash) {
        throw new LedgerBrokenError(seq, "its hash is not the one kept elsewhere");
      }
      prevHash = row.hash;
    }
    if (rows.length < PAGE_ROWS_MAX) break;
  }
  const [lost] = [...absent.values()].toSorted((a, b) => a - b);
  if (lost !== undefined) {
    throw new LedgerBrokenError(lost, "its payload is gone and no event says it was erased");
  }
  if (head !== undefined && head.seq > seq) {
    throw new LedgerBrokenError(seq + 1, `the end is cut off; event ${head.seq} once existed`);
  }
  return { eventCount: seq };
}
