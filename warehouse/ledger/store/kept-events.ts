import type { Kysely } from "kysely";

import { assertNoneLost, CHAIN_START, walkChain } from "./chain-walk.ts";
import type { ChainPlace, ChainRow } from "./chain-walk.ts";
import type { AnyLedgerEvent } from "./events.ts";
import { eventRows, toEvent } from "./ledger-rows.ts";
import type { LedgerTables } from "./store.ts";

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
  let events: readonly AnyLedgerEvent[] = NO_EVENTS;
  let place = CHAIN_START;

  return {
    async all(db) {
      for (;;) {
        const from = place;
        const [last, ...fresh] = await rowsFrom(db, from);
        // Another look came first while this one waited: what it found is not read twice.
        if (place !== from) continue;
        if (last.hash !== from.hash) {
          // Another ledger was put in this one's place: a restored one, say.
          [events, place] = [NO_EVENTS, CHAIN_START];
          continue;
        }
        if (fresh.length === 0) return events;
        const absent = new Map<string, number>();
        const next = walkChain(from, fresh, absent);
        assertNoneLost(absent);
        events = Object.freeze(extended(events, fresh));
        place = next;
        return events;
      }
    },
  };
}

const NO_EVENTS: readonly AnyLedgerEvent[] = Object.freeze([]);

/** The row at a place, without its payload, and all that follow. */
async function rowsFrom(
  db: Kysely<LedgerTables>,
  { seq }: ChainPlace,
): Promise<[{ readonly hash: string | null }, ...ChainRow[]]> {
  const rows = await eventRows(db, { after: seq }).where("seq", ">=", seq).orderBy("seq").execute();
  if (seq === 0) return [CHAIN_START, ...rows];
  const [last, ...fresh] = rows;
  return last?.seq === seq ? [last, ...fresh] : [{ hash: null }];
}

function extended(
  events: readonly AnyLedgerEvent[],
  rows: readonly ChainRow[],
): readonly AnyLedgerEvent[] {
  let all = [...events];
  for (const row of rows) {
    if (row.body === null) continue;
    const event = frozen(toEvent(row));
    if (event.kind === "payload_erased") {
      const { event_id } = event.payload;
      all = all.filter(({ id }) => id !== event_id);
    }
    all.push(event);
  }
  return all;
}

function frozen<T>(value: T): T {
  if (value === null || typeof value !== "object") return value;
  for (const inner of Object.values(value)) frozen(inner);
  return Object.freeze(value);
}
