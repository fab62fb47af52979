/** What models say again and again, under a name and with a type. Each is tested on DuckDB. */
import {
  sql,
  type AggregateFunctionBuilder,
  type Expression,
  type ExpressionBuilder,
  type RawBuilder,
  type StringReference,
} from "kysely";

/** DuckDB sums integers to HUGEINT, which Parquet turns into DOUBLE; of no rows it makes NULL. */
export const sumOf = (of: Expression<bigint | null>): RawBuilder<bigint> =>
  sql<bigint>`cast(coalesce(sum(${of}), 0) as BIGINT)`;

/** The sum over those rows only for which the condition is true. */
export const sumWhere = (
  of: Expression<bigint | null>,
  condition: Expression<unknown>,
): RawBuilder<bigint> =>
  sql<bigint>`cast(coalesce(sum(${of}) filter (where ${condition}), 0) as BIGINT)`;

/** A count or a sum of nothing is NULL after a left join. */
export const orZero = (of: Expression<bigint | null>): RawBuilder<bigint> =>
  sql<bigint>`coalesce(${of}, cast(0 as BIGINT))`;

/** The value, or what its absence means. */
export const orElse = <T extends string | number | boolean>(
  of: Expression<T | null>,
  absent: T,
): RawBuilder<T> => sql<T>`coalesce(${of}, ${sql.lit(absent)})`;

/** A typed constant. `'…'` in the SQL text is VARCHAR, where a parameter's type would be guessed. */
export const code = (value: string): RawBuilder<string> => sql<string>`${sql.lit(value)}`;

/** A typed constant: a bare number is INTEGER in SQL text. */
export const bigintOf = (value: number): RawBuilder<bigint> =>
  sql<bigint>`cast(${sql.lit(value)} as BIGINT)`;

export const none = {
  text: sql<string | null>`cast(null as VARCHAR)`,
  integer: sql<number | null>`cast(null as INTEGER)`,
  bigint: sql<bigint | null>`cast(null as BIGINT)`,
  instant: sql<Date | null>`cast(null as TIMESTAMPTZ)`,
};

/** The column as one that may be NULL: the parts of a union have one type. */
export const nullable = <T>(of: Expression<T>): RawBuilder<T | null> => sql<T | null>`${of}`;

/** A derived row's id: a hash of its natural key, which itself stays in the warehouse. */
export const derivedId = (prefix: string, ...key: readonly Expression<unknown>[]) =>
  sql<string>`${sql.lit(prefix)} || substr(sha256(concat_ws('|', ${sql.join(key)})), 1, 16)`;

/** The same id where a row is computed and not queried. */
export const derivedIdBy = (
  sha256: (text: string) => string,
  prefix: string,
  ...key: readonly string[]
): string => `${prefix}${sha256(key.join("|")).slice(0, 16)}`;

/** Base units as people's programs get them: a number past 2^53 would not survive a browser. */
export const decimal = (of: Expression<bigint>): RawBuilder<string> =>
  sql<string>`cast(${of} as VARCHAR)`;

/**
 * Place of a row in its group, 1 for the first: `place = 1` keeps one row a group. The order has
 * to tell any two rows apart, or the row kept would be chance.
 */
export function place<DB, TB extends keyof DB>(
  eb: ExpressionBuilder<DB, TB>,
  inGroup: Parameters<AggregateFunctionBuilder<DB, TB, bigint>["over"]>[0],
) {
  return eb.fn.agg<bigint>("row_number").over(inGroup);
}

/** True where the column is NULL too: an end that is not set lies ahead, no cohort means any. */
export function absentOr<DB, TB extends keyof DB>(
  eb: ExpressionBuilder<DB, TB>,
  column: StringReference<DB, TB>,
  comparison: "=" | "<" | ">" | ">=",
  other: StringReference<DB, TB> | Expression<unknown>,
): RawBuilder<boolean> {
  const [own, others] = [eb.ref(column), typeof other === "string" ? eb.ref(other) : other];
  return sql<boolean>`(${own} is null or ${own} ${sql.raw(comparison)} ${others})`;
}

/** The calendar month of an instant where the community lives: `2026-09`. */
export const periodOf = (instant: Expression<Date>, timeZone: Expression<string>) =>
  sql<string>`strftime(timezone(${timeZone}, ${instant}), '%Y-%m')`;

/** Monday of the week of an instant where the community lives: `2026-09-28`. */
export const weekOf = (instant: Expression<Date>, timeZone: Expression<string>) =>
  sql<string>`strftime(date_trunc('week', timezone(${timeZone}, ${instant})), '%Y-%m-%d')`;

/** Whole minutes from one instant to a later one; none where the later one is not later. */
export const minutesBetween = (from: Expression<Date>, to: Expression<Date>): RawBuilder<bigint> =>
  sql<bigint>`greatest(0, (epoch_us(${to}) - epoch_us(${from})) // 60000000)`;

/** The lower of the two in the middle of an even count; NULL of none. Whole, as all in marts is. */
export const medianOf = (of: Expression<bigint | null>): RawBuilder<bigint | null> =>
  sql<bigint | null>`quantile_disc(${of}, 0.5)`;

/** So many times 24 hours before an instant. */
export const daysBefore = (instant: Expression<Date>, count: number): RawBuilder<Date> =>
  sql<Date>`(${instant} - interval ${sql.lit(`${count} days`)})`;

/** So many times 24 hours after an instant. */
export const daysAfter = (instant: Expression<Date>, count: number): RawBuilder<Date> =>
  sql<Date>`(${instant} + interval ${sql.lit(`${count} days`)})`;

/** A day as workbooks have it, without a clock. */
const isDay = (of: Expression<string | null>) =>
  sql`regexp_full_match(${of}, '\\d{4}-\\d{2}-\\d{2}')`;

/** The instant of a text, or the one at which the day it names begins where the community lives. */
export const startOf = <T extends string | null>(of: Expression<T>, timeZone: Expression<string>) =>
  sql<T extends string ? Date : Date | null>`case when ${isDay(of)}
    then timezone(${timeZone}, try_cast(${of} as TIMESTAMP))
    else try_cast(${of} as TIMESTAMPTZ) end`;

/** The same for an end: of a day, when it is over. */
export const endOf = (of: Expression<string | null>, timeZone: Expression<string>) =>
  sql<Date | null>`case when ${isDay(of)}
    then timezone(${timeZone}, try_cast(${of} as TIMESTAMP) + interval 1 day)
    else try_cast(${of} as TIMESTAMPTZ) end`;

/**
 * The instant at which a day that starts at the given one is over where the community lives: 23 or
 * 25 hours later where clocks change in between.
 */
export const endOfDay = (start: Expression<Date>, timeZone: Expression<string>): RawBuilder<Date> =>
  sql<Date>`timezone(${timeZone}, timezone(${timeZone}, ${start}) + interval 1 day)`;

/** Whole days, counted by the midnights in between, in UTC. */
export const daysBetween = (from: Expression<Date>, to: Expression<Date>): RawBuilder<bigint> =>
  sql<bigint>`date_diff('day', ${from}, ${to})`;
