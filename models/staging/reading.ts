import { sql, type RawBuilder } from "kysely";

import type { Field, Fields } from "./fields.ts";

/** A field and where `texts` and `kinds` of its record hold it. */
export interface Reading {
  readonly field: Field;
  /** The value as text, before any cast. */
  readonly found: RawBuilder<string | null>;
  /** The value's JSON type. */
  readonly kind: RawBuilder<string | null>;
}

export interface ReadOnce {
  readonly texts: RawBuilder<unknown>;
  readonly kinds: RawBuilder<unknown>;
  read(column: string): Reading;
}

/** One list of paths for the whole record: DuckDB then parses it once, not once a field. */
export function readOnce(fields: Fields): ReadOnce {
  const paths = [...new Set(Object.values(fields).flatMap(pathsOf))];
  const list = sql`[${sql.join(paths.map((path) => sql.lit(path)))}]`;
  const at = (path: string) => sql.lit(paths.indexOf(path) + 1);
  const firstOf = (among: readonly string[]) =>
    sql<string | null>`coalesce(${sql.join(among.map((path) => sql`texts[${at(path)}]`))})`;
  return {
    texts: sql`payload->>${list}`,
    kinds: sql`json_type(payload, ${list})`,
    read(column) {
      const field = fields[column];
      if (field === undefined) throw new Error(`There is no field ${column}.`);
      const { path, orElse, made } = field;
      const own = orElse === undefined ? sql<string>`texts[${at(path)}]` : firstOf([path, orElse]);
      return {
        field,
        found: made === undefined ? own : made.by(made.from.map(firstOf)),
        kind: sql`kinds[${at(field.path)}]`,
      };
    },
  };
}

function pathsOf({ path, orElse, made }: Field): readonly string[] {
  return [path, ...(orElse === undefined ? [] : [orElse]), ...(made?.from.flat() ?? [])];
}

/** The value in its type; NULL where it cannot be read. */
export function value(reading: Reading): RawBuilder<unknown> {
  const typed = cast(reading);
  return reading.field.isLoose
    ? sql`case when ${isReadable(reading, typed)} then ${typed} end`
    : typed;
}

function cast({ field, found }: Reading): RawBuilder<unknown> {
  const type = field.type.replace("?", "");
  if (field.isDay) {
    return sql`case when isfinite(try_cast(${found} as TIMESTAMPTZ)) then ${found} end`;
  }
  if (type === "VARCHAR") return found;
  return sql`try_cast(${found} as ${sql.raw(type)})`;
}

/** `read` is the field's value, where it stands in a column already: some casts are slow. */
export function isReadable(
  reading: Reading,
  read: RawBuilder<unknown> = cast(reading),
): RawBuilder<boolean> {
  const { field, found, kind } = reading;
  const isNull = field.type.endsWith("?") ? sql`${found} is null or ` : sql``;
  const among =
    field.oneOf === undefined
      ? sql`${read} is not null`
      : sql`${read} in (${sql.join(field.oneOf.map((one) => sql.lit(one)))})`;
  return sql`coalesce(${isNull}(${among}${alsoNeeded({ field, read, kind })}), false)`;
}

function alsoNeeded({ field, read, kind }: Omit<Reading, "found"> & { read: RawBuilder<unknown> }) {
  // 'infinity' is an instant to DuckDB, and to nobody else.
  if (field.type.startsWith("TIMESTAMPTZ")) return sql` and isfinite(${read})`;
  // An object where a text should stand would otherwise read as its own JSON.
  const isText = field.type.startsWith("VARCHAR") && field.orElse === undefined;
  return isText ? sql` and ${kind} not in ('OBJECT', 'ARRAY')` : sql``;
}

/** `missing …` or `unreadable …` of the first field at fault, by the source's own names. */
export function refusal(fields: Fields, { read }: ReadOnce, part?: string): RawBuilder<string> {
  const whens = Object.keys(fields).map((column) => {
    const reading = read(column);
    const { field, found } = reading;
    const name = field.path.replace(/^\$\.(fields\.|payload\.|as\.)?/, "");
    const label = part === undefined ? name : `${part}.${name}`;
    const missing = sql`when ${found} is null then ${sql.lit(`missing ${label}`)}`;
    const unreadable = sql`when not ${isReadable(reading)} then ${sql.lit(`unreadable ${label}`)}`;
    return field.type.endsWith("?") ? unreadable : sql`${missing} ${unreadable}`;
  });
  return sql<string>`case ${sql.join(whens, sql` `)} end`;
}
