/**
 * Rows of the mapped tables that were made or changed last within a span of days.
 *
 * API: https://data-apis-v2.nocodb.com/ (table records, list)
 */
import { z } from "zod";

import {
  type Backfill,
  backfillFeed,
  isWithin,
  type PlannedWindow,
  type Span,
} from "../backfill.ts";
import { asSent } from "../records.ts";
import type { Json } from "../source.ts";
import { cursorOf, type TableState } from "./cursor.ts";
import { mappedTables, readingIn, type Reader } from "./mapped-tables.ts";
import type { NocodbOptions } from "./options.ts";
import { readPage } from "./page.ts";
import { nocodbRecordsStream } from "./records.ts";
import { countRows, ROWS_MAX } from "./rows.ts";
import { createStructures } from "./structure.ts";

const NAME = `${nocodbRecordsStream.name}@backfill`;

/** As the live feed keeps it; only its floors are the beginning of the span. */
const Place = asSent;

export function nocodbRecordsBackfill(options: NocodbOptions): Backfill {
  const structures = options.structures ?? createStructures(options);
  const reader: Reader = { ...options, structures, name: NAME };
  const { http } = options;

  /** The mapped tables that can be read, each with how. */
  async function readable(until: string, isFirst: boolean, signal: AbortSignal) {
    const mapped = await mappedTables(reader, { until, isFirst, signal });
    const readings = [];
    for (const chosen of mapped.inOrder) {
      const reading = await readingIn(mapped, chosen, signal);
      if (typeof reading !== "string") readings.push(reading);
    }
    return { mapped, readings };
  }

  return {
    stream: nocodbRecordsStream,
    perMinute: http.perMinute,

    /** A table without stamps is read whole; of any other, all since the span began. */
    async plan(span, signal) {
      const { readings } = await readable(span.to, true, signal);
      const planned: PlannedWindow[] = [];
      for (const { table, names } of readings) {
        const recordCount = await countRows(
          http,
          { table: table.id, names, since: span.from },
          { signal },
        );
        const requestCount = Math.ceil(recordCount / ROWS_MAX) + 2;
        planned.push({ ...span, part: table.title, recordCount, isCounted: false, requestCount });
      }
      return planned;
    },

    open: (span) =>
      backfillFeed(nocodbRecordsStream, span, {
        place: Place,
        async read(at, { until, signal }) {
          const { mapped, readings } = await readable(until, at === null, signal);
          const begun = { tables: Object.fromEntries(readings.map(floorAt(span))), walk: null };
          const state = at === null ? begun : cursorOf(at, NAME);
          const page = await readPage(reader, { state, until, mapped, signal });
          const records = page.records.filter((record) => isOf(span, record));
          return { records, quarantined: page.quarantined, next: page.done ? null : page.cursor };
        },
      }),
  };
}

function floorAt({ from }: Span) {
  return ({ table, digest }: { table: { id: string }; digest: string }): [string, TableState] => [
    table.id,
    { digest, floor: from, tail: null },
  ];
}

const Stamped = z.looseObject({
  as: z.looseObject({ created_at: z.string().nullish(), updated_at: z.string().nullish() }),
});

/** A row that does not say when it was made belongs to every span. */
function isOf(span: Span, record: Json): boolean {
  const { created_at = null, updated_at = null } = Stamped.safeParse(record).data?.as ?? {};
  const stamps = [created_at, updated_at].filter((stamp) => stamp !== null);
  return stamps.length === 0 || stamps.some((stamp) => isWithin(stamp, span));
}
