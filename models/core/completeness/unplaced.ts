import { sql } from "kysely";

import { defineModel } from "../../model.ts";
import { catalogueGaps } from "./catalogue_gaps.ts";
import { orphans } from "./orphans.ts";
import { unreadableDiscourse } from "./unreadable_discourse.ts";
import { unreadableGuides } from "./unreadable_guides.ts";
import { unreadableLedger } from "./unreadable_ledger.ts";
import { unreadableNocodb } from "./unreadable_nocodb.ts";

/** A model for each system, so that an event in the ledger has no forum read again. */
const from = [
  unreadableDiscourse,
  unreadableGuides,
  unreadableLedger,
  unreadableNocodb,
  orphans,
  catalogueGaps,
];

/** Nothing is lost without a trace: what staging or core keeps out of every model is listed here. */
export const unplaced = defineModel({
  name: "unplaced",
  description: "Records that landed and cannot be placed, with the field at fault; one row each.",
  from,
  grain: ["stream", "key"],
  columns: {
    stream: "VARCHAR",
    key: "VARCHAR",
    /** `missing …` and `unreadable …` name a field, `unknown …` one that points nowhere. */
    reason: "VARCHAR",
    seen_at: "TIMESTAMPTZ",
  },

  query: (db) => {
    const parts = from.map(
      ({ name }) => sql`select stream, key, reason, seen_at from ${sql.table(name)}`,
    );
    const all = sql<{ stream: string; key: string; reason: string; seen_at: Date }>`(
      ${sql.join(parts, sql` union all `)}
    )`;
    return db
      .selectFrom(all.as("refused"))
      .where("reason", "is not", null)
      .select(["stream", "key", "reason", "seen_at"])
      .$castTo<{ stream: string; key: string; reason: string; seen_at: Date }>();
  },
});
