import { sql } from "kysely";

import { defineModel } from "../../model.ts";
import { catalogueGaps } from "./catalogue_gaps.ts";
import { orphans } from "./orphans.ts";
import { unreadable } from "./unreadable.ts";

const from = [...unreadable, orphans, catalogueGaps];

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
