import type { Kysely } from "kysely";

import type { AnyLedgerEvent } from "./events.ts";
import type { LedgerTables } from "./ledger-file.ts";
import { eventRows, toEvent } from "./ledger-rows.ts";

/** Every event of an open ledger, read from the file once. */
export interface KeptEvents {
  /** In order, without those whose payload was erased; frozen, since everybody gets the same ones. */
  all(db: Kysely<LedgerTables>): Promise<readonly AnyLedgerEvent[]>;
}

/**
 * An event never changes, so only what was appended since the last look is read and parsed. A
 * payload goes only with a later event that says so, whoever erased it.
 */
export function keepEvents(): KeptEvents {
  let events: AnyLedgerEvent[] = [];
  let seq = 0;

  return {
    async all(db) {
      const rows = await eventRows(db).where("seq", ">", seq).orderBy("seq").execute();
      // Another look may have come first while this one waited.
      for (const row of rows.filter((found) => found.seq > seq)) {
        seq = row.seq;
        if (row.body === null) continue;
        const event = frozen(toEvent(row));
        if (event.kind === "payload_erased") {
          const { event_id } = event.payload;
          events = events.filter(({ id }) => id !== event_id);
        }
        events.push(event);
      }
      return [...events];
    },
  };
}

function frozen<T>(value: T): T {
  if (value === null || typeof value !== "object") return value;
  for (const inner of Object.values(value)) frozen(inner);
  return Object.freeze(value);
}
