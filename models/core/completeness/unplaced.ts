import { sql, type RawBuilder } from "kysely";

import { defineModel, rawCurrent } from "../../model.ts";
import { staged } from "../../staging/index.ts";
import { readOnce, refusal } from "../../staging/reading.ts";
import { isOf, type Reads } from "../../staging/stage.ts";
import { catalogueGaps } from "./catalogue_gaps.ts";
import { orphans } from "./orphans.ts";

const parts = Map.groupBy<string, Reads>(staged, ({ stream }) => stream);

/** Each raw table is read once, though several models read parts of it. */
function refusedOf(stream: string, models: readonly Reads[]): RawBuilder<unknown> {
  const read = models.map((model) => ({ ...model, once: readOnce(model.fields) }));
  const perPart = (of: (model: (typeof read)[number]) => RawBuilder<unknown>) =>
    sql`case ${sql.join(
      read.map((model) => {
        const isPart = model.only === undefined ? sql`true` : isOf(model.only);
        return sql`when ${isPart} then ${of(model)}`;
      }),
      sql` `,
    )} end`;
  const reason = read.map(
    ({ fields, once, only }, index) =>
      sql`when ${sql.lit(index)} then ${refusal(fields, once, only?.is)}`,
  );
  return sql`
    select ${sql.lit(stream)} as stream, key, case part ${sql.join(reason, sql` `)} end as reason,
      observed_at as seen_at
    from (
      select key, observed_at,
        ${perPart((model) => sql.lit(read.indexOf(model)))} as part,
        ${perPart(({ once }) => once.texts)} as texts,
        ${perPart(({ once }) => once.kinds)} as kinds
      from ${sql.table(rawCurrent(stream).name)}
      where not is_deleted and payload is not null
    )`;
}

/** Nothing is lost without a trace: what staging or core keeps out of every model is listed here. */
export const unplaced = defineModel({
  name: "unplaced",
  description: "Records that landed and cannot be placed, with the field at fault; one row each.",
  from: [...[...parts.keys()].map((stream) => rawCurrent(stream)), orphans, catalogueGaps],
  grain: ["stream", "key"],
  columns: {
    stream: "VARCHAR",
    key: "VARCHAR",
    /** `missing …` and `unreadable …` name a field, `unknown …` one that points nowhere. */
    reason: "VARCHAR",
    seen_at: "TIMESTAMPTZ",
  },

  query: (db) => {
    const refused = [...parts].map(([stream, models]) => refusedOf(stream, models));
    const all = sql<{ stream: string; key: string; reason: string; seen_at: Date }>`(
      ${sql.join(refused, sql` union all `)}
      union all select stream, key, reason, seen_at from orphans
      union all select stream, key, reason, seen_at from catalogue_gaps
    )`;
    return db
      .selectFrom(all.as("refused"))
      .where("reason", "is not", null)
      .select(["stream", "key", "reason", "seen_at"])
      .$castTo<{ stream: string; key: string; reason: string; seen_at: Date }>();
  },
});
