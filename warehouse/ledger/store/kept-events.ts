import type { Kysely } from "kysely";

import { assertNoneLost, CHAIN_START, walkChain } from "./chain-walk.ts";
import type { AnyLedgerEvent } from "./events.ts";
import type { LedgerTables } from "./ledger-file.ts";
import { eventRows, toEvent } from "./ledger-rows.ts";

/** Every event of an open ledger, read from the file once. */
export interface KeptEvents {
  /**
   * In order, without those whose payload was erased. Frozen, since everybody gets the same ones:
   * the same array, too, until something was appended.
   * Throws LedgerBrokenError unless each is as it was appended and follows from the one before.
   */
  all(db: Kysely<LedgerTables>): Promise<readonly AnyLedgerEvent[]>;
}

/**
 * An event never changes, so only what was appended since the last look is read, checked and
 * parsed. A payload goes only with a later event that says so, whoever erased it.
 */
export function keepEvents(): KeptEvents {
  let events: readonly AnyLedgerEvent[] = Object.freeze([]);
  let place = CHAIN_START;

  return {
    async all(db) {
      const rows = await eventRows(db).where("seq", ">", place.seq).orderBy("seq").execute();
      // Another look may have come first while this one waited.
      const fresh = rows.filter(({ seq }) => seq > place.seq);
      if (fresh.length === 0) return events;
      const absent = new Map<string, number>();
      const next = walkChain(place, fresh, absent);
      assertNoneLost(absent);
      let all = [...events];
      for (const row of fresh) {
        if (row.body === null) continue;
        const event = frozen(toEvent(row));
        if (event.kind === "payload_erased") {
          const { event_id } = event.payload;
          all = all.filter(({ id }) => id !== event_id);
        }
        all.push(event);
      }
      events = Object.freeze(all);
      place = next;
      return events;
    },
  };
}

function frozen<T>(value: T): T {
  if (value === null || typeof value !== "object") return value;
  for (const inner of Object.values(value)) frozen(inner);
  return Object.freeze(value);
}
