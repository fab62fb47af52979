import { sql, type Expression, type RawBuilder } from "kysely";

/** DuckDB sums integers to HUGEINT, which Parquet turns into DOUBLE; of no rows it makes NULL. */
export const sumBigint = (of: Expression<unknown>): RawBuilder<bigint> =>
  sql<bigint>`cast(coalesce(sum(${of}), 0) as BIGINT)`;

export const sumOf = (column: string): RawBuilder<bigint> => sumBigint(sql.ref(column));

/** A count of nothing after a left join is NULL. */
export const orZero = (column: string): RawBuilder<bigint> =>
  sql<bigint>`coalesce(${sql.ref(column)}, cast(0 as BIGINT))`;

/** A typed constant. `'…'` in the SQL text is VARCHAR, where a parameter's type would be guessed. */
export const code = <const T extends string>(value: T): RawBuilder<T> => sql<T>`${sql.lit(value)}`;

export const none = {
  text: sql<string | null>`cast(null as VARCHAR)`,
  integer: sql<number | null>`cast(null as INTEGER)`,
  instant: sql<Date | null>`cast(null as TIMESTAMPTZ)`,
};

/** A derived row's id: a hash of its natural key, which itself stays in the warehouse. */
export const derivedId = (prefix: string, ...key: readonly Expression<unknown>[]) =>
  sql<string>`${sql.lit(prefix)} || substr(sha256(concat_ws('|', ${sql.join(key)})), 1, 16)`;

/** Base units as people's programs get them: a number past 2^53 would not survive a browser. */
export const decimal = (column: string): RawBuilder<string> =>
  sql<string>`cast(${sql.ref(column)} as VARCHAR)`;
