import { z } from "zod";

import type { KeptContents } from "../hook.ts";
import { keptFeed } from "../kept-feed.ts";
import type { Feed, Json, Quarantined } from "../source.ts";
import { mappedTables, readingIn, type Reader } from "./mapped-tables.ts";
import type { NocodbOptions } from "./options.ts";
import type { Reading } from "./reading.ts";
import { nocodbRecordsStream } from "./records.ts";
import { createStructures } from "./structure.ts";
import { takeRows } from "./taken.ts";

const Content = z.object({ table_id: z.string(), row: z.custom<Json>() });

/**
 * What deleted rows held last, cleaned and mapped as any row is. That they are gone is for the sweep
 * to find, which the hook has asked for.
 *
 * A row of a table that nobody mapped is forgotten: none of those lands. Neither does one that the
 * hook sent without a column that the mapping reads, for it would hide a version that was read whole.
 */
export function nocodbDeletedRows(options: NocodbOptions, kept: KeptContents): Feed {
  const structures = options.structures ?? createStructures(options);
  const name = `${nocodbRecordsStream.name}@hook`;
  const reader: Reader = { ...options, structures, name };
  return keptFeed(nocodbRecordsStream, kept, async (contents, { until, signal }) => {
    const byTable = Map.groupBy(
      contents.map((one) => Content.parse(one)),
      (one) => one.table_id,
    );
    const mapped = await mappedTables(reader, { until, isFirst: true, signal });
    const records: Json[] = [];
    const quarantined: Quarantined[] = [];
    for (const chosen of mapped.inOrder) {
      const deleted = byTable.get(chosen.table.id) ?? [];
      if (deleted.length === 0) continue;
      const reading = await readingIn(mapped, chosen, signal);
      if (typeof reading === "string") continue;
      const whole = deleted.map(({ row }) => row).filter((row) => isWhole(row, reading));
      const { hash } = options;
      const taken = takeRows(whole, { reading, hash, newest: null, until, started: until });
      records.push(...taken.records);
      quarantined.push(...taken.quarantined);
    }
    return { records, quarantined };
  });
}

/** True for a row that has every column that the mapping reads, be it empty. */
function isWhole(row: Json, { binding, columns }: Reading): boolean {
  if (typeof row !== "object" || row === null || Array.isArray(row)) return false;
  const bound = Object.values(binding.columns).flatMap((one) =>
    "is" in one ? [] : [one.junction ?? one.key ?? one.title],
  );
  const stamps = [columns.created, columns.updated].filter((title) => title !== null);
  return [columns.key, ...bound, ...stamps].every((title) => title in row);
}
