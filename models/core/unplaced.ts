import { sql } from "kysely";

import { defineModel, type Relation } from "../model.ts";
import { staged } from "../staging/index.ts";

/** Each raw table once, though several models read parts of it. */
const raw: readonly Relation[] = [
  ...new Map(staged.flatMap(({ from }) => from).map((table) => [table.name, table])).values(),
];

/** Nothing is lost without a trace: what staging keeps out of every model is listed here. */
export const unplaced = defineModel({
  name: "unplaced",
  description: "Records that landed and cannot be read, with the field at fault; one row each.",
  from: raw,
  grain: ["stream", "key"],
  columns: {
    stream: "VARCHAR",
    key: "VARCHAR",
    reason: "VARCHAR",
    seen_at: "TIMESTAMPTZ",
  },

  query: (db) =>
    db
      .selectFrom(
        sql<{ stream: string; key: string; reason: string | null; seen_at: Date }>`(
          ${sql.join(
            staged.map(({ refused }) => refused()),
            sql` union all `,
          )}
        )`.as("refused"),
      )
      .where("reason", "is not", null)
      .select(["stream", "key", "reason", "seen_at"])
      .$castTo<{ stream: string; key: string; reason: string; seen_at: Date }>(),
});
