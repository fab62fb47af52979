import { sql, type RawBuilder } from "kysely";

import { code } from "../../expressions.ts";
import { defineModel, rawCurrent, type Touch } from "../../model.ts";
import { systems, type Staging } from "../../staging/index.ts";
import { readOnce, refusal } from "../../staging/reading.ts";
import { isOf, type Reads } from "../../staging/stage.ts";

const columns = {
  stream: "VARCHAR",
  key: "VARCHAR",
  /** `missing …` and `unreadable …` name a field. */
  reason: "VARCHAR",
  seen_at: "TIMESTAMPTZ",
} as const;

type Refused = { stream: string; key: string; reason: string; seen_at: Date };

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

const changed =
  (stream: string): Touch<any> =>
  (db) =>
    db
      .selectFrom(`changes_of_${rawCurrent(stream).name}`)
      .select([code(stream).as("stream"), "key"]);

/** What is kept out of one system's staging models. */
function unreadableOf({ read }: Staging) {
  const parts = Map.groupBy<string, Reads>(read, ({ stream }) => stream);
  const [first = ""] = parts.keys();
  return defineModel({
    // Names of streams begin with their system's.
    name: `unreadable_${first.slice(0, first.indexOf("_"))}` as string,
    description: "Records that landed and cannot be read, with the field at fault; one row each.",
    from: [...parts.keys()].map((stream) => rawCurrent(stream)),
    grain: ["stream", "key"],
    parts: {
      by: ["stream", "key"],
      touched: Object.fromEntries(
        [...parts.keys()].map((stream) => [rawCurrent(stream).name, changed(stream)]),
      ),
      read: {},
    },
    columns,
    query: (db) => {
      const refused = [...parts].map(([stream, models]) => refusedOf(stream, models));
      return db
        .selectFrom(sql<Refused>`(${sql.join(refused, sql` union all `)})`.as("refused"))
        .where("reason", "is not", null)
        .select(["stream", "key", "reason", "seen_at"])
        .$castTo<Refused>();
    },
  });
}

/** A model for each system, so that an event in the ledger has no forum read again. */
export const unreadable = systems.filter(({ read }) => read.length > 0).map(unreadableOf);
