/** The queries that the connector asks of a PostHog project, with the service's silent limits. */
import { posthogHttp } from "../posthog/options.ts";
import type { Http } from "../http.ts";
import { createHogql, type Hogql } from "../posthog/hogql.ts";
import { inMicroseconds } from "../posthog/instant.ts";
import type { Json } from "../source.ts";
import { testClock, type TestClock } from "./clock.ts";
import { loopback, type Asked, type Loopback, type Reply } from "./loopback.ts";

type Row = { readonly [key: string]: Json };

export interface ProjectTables {
  readonly events: Row[];
  readonly raw_persons: Row[];
  readonly person_distinct_ids: Row[];
}

export interface ProjectServer extends AsyncDisposable {
  readonly tables: ProjectTables;
  readonly server: Loopback;
  readonly http: Http;
  readonly hogql: Hogql;
  readonly clock: TestClock;
  /** Queries that were asked, oldest first. */
  readonly queries: string[];
  /** What is answered in place of the next replies. */
  readonly instead: ((reply: Json) => Reply)[];
  /** By the id of a query that is still running: what each look at it answers. */
  readonly running: Map<string, Json[]>;
}

const PROJECT = "7";
const LIMIT_DEFAULT = 100;
const LIMIT_MAX = 50_000;

export async function projectServer(
  given: Partial<ProjectTables> = {},
  options: { readonly bodyBytesMax?: number } = {},
): Promise<ProjectServer> {
  const tables = { events: [], raw_persons: [], person_distinct_ids: [], ...given };
  const queries: string[] = [];
  const instead: ((reply: Json) => Reply)[] = [];
  const running = new Map<string, Json[]>();

  function answer({ method, path, headers, body }: Asked): Reply {
    if (headers["authorization"] !== "Bearer key") return { status: 401, json: {} };
    const polled = new RegExp(`^/api/projects/${PROJECT}/query/([^/]+)/$`, "u").exec(path)?.[1];
    if (method === "GET" && polled !== undefined)
      return { status: 202, json: running.get(polled)?.shift() ?? null };
    const isAsked = method === "POST" && path === `/api/projects/${PROJECT}/query/`;
    if (!isAsked) return { status: 404, json: { code: "not_found" } };
    const { query } = (JSON.parse(body) as { query: { query: string } }).query;
    queries.push(query);
    const reply = selected(tables, query);
    return instead.shift()?.(reply) ?? { json: reply };
  }

  const server = await loopback(answer);
  const clock = testClock();
  const http = posthogHttp({
    url: server.url,
    apiKey: "key",
    perSecond: 1000,
    clock,
    ...options,
  });
  return {
    tables,
    server,
    http,
    clock,
    queries,
    instead,
    running,
    hogql: createHogql(http, PROJECT, clock),
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
}

/** `SELECT … FROM … WHERE … ORDER BY … LIMIT …`, of conditions joined by AND. */
function selected(tables: ProjectTables, query: string): Json {
  const parts =
    /^SELECT (.+) FROM (\w+)(?: WHERE (.+?))?(?: ORDER BY (.+?))?(?: LIMIT (\d+))?$/su.exec(query);
  const [, columns = "", table = "", where, order, limit] = parts ?? [];
  const rows = tables[table as keyof ProjectTables].filter((row) => isWithin(row, where));
  if (columns === "count()") return { columns: ["count()"], results: [[rows.length]] };
  if (columns === "count(DISTINCT uuid)")
    return { columns: [columns], results: [[new Set(rows.map(({ uuid }) => uuid)).size]] };
  const by = (order ?? "").split(", ").filter((name) => name !== "");
  const ordered = rows.toSorted((a, b) => compare(valuesOf(a, by), valuesOf(b, by)));
  const size = Math.min(LIMIT_MAX, limit === undefined ? LIMIT_DEFAULT : Number(limit));
  const names = columns.split(", ");
  return {
    columns: names,
    results: ordered.slice(0, size).map((row) => names.map((name) => row[name] ?? null)),
    hasMore: null,
  };
}

function isWithin(row: Row, where: string | undefined): boolean {
  if (where === undefined) return true;
  return where.split(" AND ").every((condition) => {
    const [, left = "", sign = "", right = ""] = /^(.+?) (>=|<=|>|<) (.+)$/su.exec(condition) ?? [];
    const order = compare(valuesOf(row, listed(left)), listed(right).map(literal));
    if (sign === ">") return order > 0;
    if (sign === "<") return order < 0;
    return sign === ">=" ? order >= 0 : order <= 0;
  });
}

/** `(a, b)` or `a`; commas within brackets or quotes belong to their part. */
function listed(text: string): string[] {
  if (!text.startsWith("(")) return [text];
  return (
    text
      .slice(1, -1)
      .match(/(?:[^,('\s]+\((?:[^()]|\([^()]*\))*\)|'(?:\\.|[^'\\])*'|[^,\s]+)/gsu) ?? []
  );
}

type Value = string | number;

function literal(text: string): Value {
  const quoted = /^(?:\w+\()?'((?:\\.|[^'\\])*)'/su.exec(text)?.[1];
  if (quoted === undefined) return Number(text);
  const plain = quoted.replaceAll(
    /\\(.)/gsu,
    (_, one: string) => ({ n: "\n", "0": "\0", t: "\t" })[one] ?? one,
  );
  return text.startsWith("toDateTime64") ? (inMicroseconds(plain) ?? plain) : plain;
}

function valuesOf(row: Row, names: readonly string[]): Value[] {
  return names.map((name) => {
    const value = row[name.replace(/^toString\((.+)\)$/u, "$1")] ?? "";
    return typeof value === "number" ? value : (inMicroseconds(value) ?? String(value));
  });
}

function compare(some: readonly Value[], others: readonly Value[]): number {
  for (const [index, value] of some.entries()) {
    const other = others[index] ?? "";
    if (value !== other) return value < other ? -1 : 1;
  }
  return 0;
}
