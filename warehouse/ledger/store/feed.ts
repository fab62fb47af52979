import type { Feed, Stream } from "../../../sources/source.ts";
import { throughJson } from "./canonical-json.ts";
import type { Ledger } from "./ledger.ts";

const PAGE_EVENTS_MAX = 500;

export const ledgerStream: Stream = { name: "ledger_events", primaryKey: ["seq"] };

/** The ledger as a feed like any other: the cursor is the last event's seq. */
export function ledgerFeed(ledger: Pick<Ledger, "read">): Feed<number> {
  return {
    name: ledgerStream.name,
    stream: ledgerStream,

    async fetchPage({ cursor, until }) {
      const events = await ledger.read({ after: cursor ?? 0, limit: PAGE_EVENTS_MAX });
      // An event may be dated ahead of this run. The page ends before it, since the cursor could
      // not come back for it.
      const ahead = events.findIndex(({ at }) => Date.parse(at) > Date.parse(until));
      const inTime = ahead < 0 ? events : events.slice(0, ahead);
      return {
        records: inTime.map(throughJson),
        quarantined: [],
        cursor: inTime.at(-1)?.seq ?? cursor,
        done: ahead >= 0 || events.length < PAGE_EVENTS_MAX,
      };
    },
  };
}
