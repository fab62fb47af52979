import type { Feed, Json, Stream } from "../../../sources/source.ts";
import { throughJson } from "./canonical-json.ts";
import type { ChainRow } from "./chain-walk.ts";
import type { Ledger } from "./ledger.ts";
import { toEvent } from "./ledger-rows.ts";

const PAGE_EVENTS_MAX = 500;

export const ledgerStream: Stream = { name: "ledger_events", primaryKey: ["seq"] };

/** The last event's seq. A bare number is of before records held what their hashes are made of. */
type Cursor = number | { readonly after: number };

/**
 * The ledger as a feed like any other. Each record holds all that the event's hash is made of
 * (`chain`), so that a ledger that was lost can be written again from landing, and verified.
 */
export function ledgerFeed(ledger: Pick<Ledger, "rows">): Feed<Cursor> {
  return {
    name: ledgerStream.name,
    stream: ledgerStream,

    async fetchPage({ cursor, until }) {
      // Older records have no `chain`: all are read once more.
      const after = cursor === null || typeof cursor === "number" ? 0 : cursor.after;
      const rows = await ledger.rows({ after, limit: PAGE_EVENTS_MAX });
      // An event may be dated ahead of this run. The page ends before it, since the cursor could
      // not come back for it.
      const ahead = rows.findIndex(({ at }) => Date.parse(at) > Date.parse(until));
      const inTime = ahead < 0 ? rows : rows.slice(0, ahead);
      const last = inTime.at(-1)?.seq;
      return {
        records: inTime.map(recordOf),
        quarantined: [],
        cursor: last === undefined ? cursor : { after: last },
        done: ahead >= 0 || rows.length < PAGE_EVENTS_MAX,
      };
    },
  };
}

/** What was erased has no kind, so that no model takes it for an event with a payload. */
function recordOf(row: ChainRow): Json {
  const { seq, id, kind, actor, at, hash, salt, unique_key, payload_hash, prev_hash } = row;
  const chain = { salt, unique_key, payload_hash, prev_hash };
  if (row.body !== null) return throughJson({ ...toEvent({ ...row, hash }), chain });
  return throughJson({ seq, hash, erased: { id, kind, actor, at }, chain });
}
