/** HogQL as DuckDB's SQL, with ClickHouse's own order of UUIDs. */
import type { Expression, Select } from "./parse.ts";
import { type ClickHouseType, TABLES } from "./tables.ts";
import { HogqlError } from "./tokens.ts";

export interface Compiled {
  readonly sql: string;
  readonly columns: readonly string[];
  readonly types: readonly (readonly [string, string])[];
  readonly limit: number;
}

/** What a query without LIMIT gets, and what one with more gets; neither is said anywhere. */
const LIMIT_DEFAULT = 100;
const LIMIT_MAX = 50_000;

const OFFSET_REFUSED =
  "OFFSET is not supported on queries made with a personal API key. For pagination, use keyset " +
  "pagination on the `timestamp` column, e.g. `WHERE timestamp > :last_seen_timestamp ORDER BY " +
  "timestamp LIMIT N`. For bulk data extraction, use batch exports: " +
  "https://posthog.com/docs/cdp/batch-exports";

interface Typed {
  readonly sql: string;
  readonly type: ClickHouseType | "Nullable(Nothing)" | "Tuple";
  /** Of a tuple. */
  readonly items?: readonly Typed[];
}

type Scope = Readonly<Record<string, ClickHouseType>>;

export function compile(select: Select): Compiled {
  const limit = Math.min(select.limit ?? LIMIT_DEFAULT, LIMIT_MAX);
  const { sql, scope } = compiled({ ...select, limit });
  return { sql, columns: Object.keys(scope), types: Object.entries(scope), limit };
}

/** A query inside another one keeps all its rows. */
function compiled(select: Select): { sql: string; scope: Scope } {
  if (select.offset !== null) throw new HogqlError(OFFSET_REFUSED);
  const { from, inner } = source(select.from);
  const columns = select.columns.flatMap(({ name, expression }) =>
    expression.kind === "star"
      ? Object.keys(inner).map((field) => [field, fieldOf([field], inner)] as const)
      : [[name, typed(expression, inner)] as const],
  );
  const named = Object.fromEntries(columns.map(([name, { type }]) => [name, type]));
  // A name that was given may be used behind it.
  const scope = { ...(named as Scope), ...inner };
  const order = select.orderBy.map(
    ({ expression, isDescending }) =>
      `${sortKey(typed(expression, scope))}${isDescending ? " desc" : ""}`,
  );
  const clauses = [
    `select ${columns.map(([name, { sql }]) => `${sql} as ${quoted(name)}`).join(", ")}`,
    `from ${from}`,
    ...(select.where === null ? [] : [`where ${typed(select.where, inner).sql}`]),
    ...(select.groupBy.length === 0
      ? []
      : [`group by ${select.groupBy.map((one) => typed(one, scope).sql).join(", ")}`]),
    ...(order.length === 0 ? [] : [`order by ${order.join(", ")}`]),
    ...(select.limit === null ? [] : [`limit ${select.limit}`]),
  ];
  return { sql: clauses.join(" "), scope: named as Scope };
}

function source(from: string | Select): { from: string; inner: Scope } {
  if (typeof from !== "string") {
    const { sql, scope } = compiled(from);
    return { from: `(${sql})`, inner: scope };
  }
  const inner = Object.hasOwn(TABLES, from) ? TABLES[from] : undefined;
  if (inner === undefined) throw new HogqlError(`Unknown table \`${from}\`.`);
  return { from: `hogql_${from}`, inner };
}

function typed(expression: Expression, scope: Scope): Typed {
  switch (expression.kind) {
    case "literal":
      return literalOf(expression.value);
    case "field":
      return fieldOf(expression.path, scope);
    case "tuple": {
      const items = expression.items.map((item) => typed(item, scope));
      return { sql: `(${items.map(({ sql }) => sql).join(", ")})`, type: "Tuple", items };
    }
    case "not":
      return { sql: `(not ${typed(expression.inner, scope).sql})`, type: "Bool" };
    case "interval":
      return { sql: `interval '${expression.count} ${expression.unit}'`, type: "String" };
    case "binary":
      return binaryOf(expression, scope);
    case "call":
      return callOf(expression, scope);
    case "star":
      throw new HogqlError("Cannot use * here.");
  }
}

function literalOf(value: string | number | boolean | null): Typed {
  if (value === null) return { sql: "null", type: "Nullable(Nothing)" };
  if (typeof value === "string") return { sql: text(value), type: "String" };
  return { sql: `${value}`, type: typeof value === "number" ? "Int64" : "Bool" };
}

function fieldOf(path: readonly string[], scope: Scope): Typed {
  const [first = "", ...rest] = path;
  const type = Object.hasOwn(scope, first) ? scope[first] : undefined;
  if (type !== undefined && rest.length === 0) return { sql: quoted(first), type };
  if (first === "properties" && type !== undefined) {
    const inside = rest.map((key) => `."${key}"`).join("");
    return { sql: `json_extract_string("properties", ${text(`$${inside}`)})`, type: "String" };
  }
  // `events.uuid`, or by an alias.
  if (type === undefined && rest.length > 0) return fieldOf(rest, scope);
  throw new HogqlError(`Unable to resolve field: ${path.join(".")}`);
}

function binaryOf({ operator, left, right }: Expression & { kind: "binary" }, scope: Scope): Typed {
  const [a, b] = [typed(left, scope), typed(right, scope)];
  if (operator === "in") return { sql: `(${a.sql} in ${listed(b)})`, type: "Bool" };
  if (["and", "or", "like", "ilike"].includes(operator))
    return { sql: `(${a.sql} ${operator} ${b.sql})`, type: "Bool" };
  if (["+", "-", "/", "%"].includes(operator))
    return { sql: `(${a.sql} ${operator} ${b.sql})`, type: a.type };
  return { sql: comparison(operator, a, b), type: "Bool" };
}

function listed({ sql, items }: Typed): string {
  return items === undefined ? `(${sql})` : sql;
}

/** Tuples by their first unequal place; UUIDs as ClickHouse orders them. */
function comparison(operator: string, a: Typed, b: Typed): string {
  if (a.items !== undefined && b.items !== undefined) {
    if (a.items.length !== b.items.length) throw new HogqlError("Tuples have different sizes.");
    return tupleComparison(operator, a.items, b.items);
  }
  const isEquality = operator === "=" || operator === "!=" || operator === "<>";
  const isUuid = !isEquality && (a.type === "UUID" || b.type === "UUID");
  const key = ({ sql }: Typed) => (isUuid ? `clickhouse_uuid_order(${sql})` : sql);
  return `(${key(a)} ${operator} ${key(b)})`;
}

function tupleComparison(
  operator: string,
  left: readonly Typed[],
  right: readonly Typed[],
): string {
  const [a, ...restOfA] = left;
  const [b, ...restOfB] = right;
  if (a === undefined || b === undefined)
    return operator.endsWith("=") && operator !== "!=" ? "true" : "false";
  const rest = tupleComparison(operator, restOfA, restOfB);
  if (operator === "=") return `(${comparison("=", a, b)} and ${rest})`;
  if (operator === "!=" || operator === "<>") return `(${comparison("!=", a, b)} or ${rest})`;
  const strict = operator.slice(0, 1);
  return `(${comparison(strict, a, b)} or (${comparison("=", a, b)} and ${rest}))`;
}

function sortKey({ sql, type }: Typed): string {
  return type === "UUID" ? `clickhouse_uuid_order(${sql})` : sql;
}

type Call = (args: readonly Typed[], isDistinct: boolean) => Typed;

const DATE_TIME = "DateTime64(6, 'UTC')";
const as =
  (type: ClickHouseType, of: (...args: string[]) => string): Call =>
  (args) => ({
    sql: of(...args.map(({ sql }) => sql)),
    type,
  });
const sameAs =
  (name: string): Call =>
  (args) => ({
    sql: `${name}(${args.map(({ sql }) => sql).join(", ")})`,
    type: args[0]?.type ?? "String",
  });
const utc = (value = "null") => `cast(${value} as TIMESTAMPTZ)`;

const CALLS: Readonly<Record<string, Call>> = {
  count: (args, isDistinct) => ({
    sql: args.length === 0 ? "count(*)" : `count(${isDistinct ? "distinct " : ""}${args[0]!.sql})`,
    type: "UInt64",
  }),
  uniq: as("UInt64", (value) => `count(distinct ${value})`),
  countIf: as("UInt64", (condition) => `count(*) filter (where ${condition})`),
  min: sameAs("min"),
  max: sameAs("max"),
  argMax: sameAs("arg_max"),
  argMin: sameAs("arg_min"),
  any: sameAs("any_value"),
  coalesce: sameAs("coalesce"),
  ifNull: sameAs("coalesce"),
  greatest: sameAs("greatest"),
  least: sameAs("least"),
  toString: as("String", (value) => `cast(${value} as VARCHAR)`),
  toUUID: as("UUID", (value) => `lower(${value})`),
  toDateTime64: as(DATE_TIME, utc),
  toDateTime: as(DATE_TIME, (value) => `date_trunc('second', ${utc(value)})`),
  toDate: as("String", (value) => `cast(cast(${value} as DATE) as VARCHAR)`),
  toStartOfDay: as(DATE_TIME, (value) => `date_trunc('day', ${value})`),
  toUnixTimestamp64Micro: as("Int64", (value) => `epoch_us(${value})`),
  now: as(DATE_TIME, () => "to_timestamp(getvariable('now_ms') / 1000.0)"),
  lower: sameAs("lower"),
  length: as("UInt64", (value) => `length(${value})`),
  if: (args) => ({
    sql: `case when ${args[0]?.sql} then ${args[1]?.sql} else ${args[2]?.sql} end`,
    type: args[1]?.type ?? "String",
  }),
  isNull: as("Bool", (value) => `(${value} is null)`),
  isNotNull: as("Bool", (value) => `(${value} is not null)`),
  JSONExtractString: as(
    "String",
    (json, key) => `json_extract_string(${json}, '$."' || ${key} || '"')`,
  ),
};

function callOf({ name, args, isDistinct }: Expression & { kind: "call" }, scope: Scope): Typed {
  const call = Object.hasOwn(CALLS, name) ? CALLS[name] : undefined;
  if (call === undefined) throw new HogqlError(`Unsupported function call '${name}(...)'.`);
  return call(
    args.map((argument) => typed(argument, scope)),
    isDistinct,
  );
}

function text(value: string): string {
  return `'${value.replaceAll("'", "''")}'`;
}

function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
