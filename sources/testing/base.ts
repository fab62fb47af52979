/** The few endpoints of NocoDB that the connectors read, with its limits, filters and stamps. */
import type { Http } from "../http.ts";
import type { Tables } from "../nocodb/mapping/settings.ts";
import { nocodbHttp } from "../nocodb/options.ts";
import type { Json } from "../source.ts";
import { testClock } from "./clock.ts";
import { loopback } from "./loopback.ts";
import type { Asked, Loopback, Reply } from "./loopback.ts";

export type Row = { [key: string]: Json };

export interface Base {
  /** By table id. */
  readonly tables: Map<string, { readonly meta: Row; rows: Row[] }>;
  /** Rows a reply holds at most, whatever was asked for. */
  rowsMax: number;
  /** Some versions say that nothing follows by an error. */
  isOddAtEnd: boolean;
  /** Asked first: a reply goes out instead of what the base would answer. */
  fault: (asked: Asked) => Reply | undefined;
  /** Linked rows by `<table>/<link column>/<row>`, of which a row shows the first 25. */
  readonly linked: Map<string, readonly Row[]>;
}

const COLUMNS = [
  { title: "Id", uidt: "ID", pk: 1 },
  { title: "CreatedAt", uidt: "CreatedTime", pk: 0 },
  { title: "UpdatedAt", uidt: "LastModifiedTime", pk: 0 },
  { title: "Title", uidt: "SingleLineText", pk: 0 },
];

/** A table as NocoDB makes it, and more columns of one's own. */
export function table(id: string, title: string, rows: Row[], columns: Row[] = []) {
  const meta = {
    id,
    title,
    type: "table",
    base_id: "p1",
    mm: 0,
    password: "s3cret",
    uuid: "share-me",
    views: [{ id: "vw1", uuid: "share-me" }],
    columns: [...COLUMNS, ...columns],
  };
  return [id, { meta, rows }] as const;
}

export interface BaseServer extends AsyncDisposable {
  readonly base: Base;
  readonly server: Loopback;
  readonly http: Http;
  readonly bases: readonly string[];
  readonly tables: Tables;
  readonly hash: (value: string) => string;
}

/** Tables of these titles, each mapped by no more than any table has. */
export function asTasks(...titles: readonly string[]): Tables {
  if (titles.length === 0) return {};
  return { tasks: titles.map((title) => ({ table: title, columns: { title: "Id" } })) };
}

export async function baseServer(
  tables: (readonly [string, { readonly meta: Row; rows: Row[] }])[],
): Promise<BaseServer> {
  const base: Base = {
    tables: new Map(tables),
    rowsMax: 1000,
    isOddAtEnd: false,
    fault: () => undefined,
    linked: new Map(),
  };
  const server = await loopback((asked) => answer(base, asked));
  const http = nocodbHttp({ url: server.url, token: "t", perSecond: 1000, clock: testClock() });
  return {
    base,
    server,
    http,
    bases: ["p1"],
    tables: asTasks(...tables.map(([, { meta }]) => String(meta["title"]))),
    hash: (value) => `#${value.length}`,
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
}

function answer(base: Base, asked: Asked): Reply {
  if (asked.headers["xc-token"] !== "t") return { status: 401, json: { msg: "Invalid token" } };
  const fault = base.fault(asked);
  if (fault !== undefined) return fault;
  const [, link] = /^\/api\/v2\/tables\/(\w+\/links\/\w+\/records\/\d+)$/.exec(asked.path) ?? [];
  if (link !== undefined) return linkedOf(base, link, asked.query);
  if (asked.path === "/api/v2/meta/bases/p1/tables") {
    const list = [...base.tables.values()].map(({ meta: { columns: _columns, ...row } }) => row);
    return { json: { list } };
  }
  const [, kind, id] = /^\/api\/v2\/(meta\/tables|tables)\/(\w+)/.exec(asked.path) ?? [];
  const found = base.tables.get(id ?? "");
  if (found === undefined) return { status: 404, json: { error: "ERR_TABLE_NOT_FOUND" } };
  if (kind === "meta/tables") return { json: found.meta };
  if (asked.path.endsWith("/records/count")) return { json: { count: found.rows.length } };
  const { list, totalRows } = rowsOf(found, base.rowsMax, asked.query);
  if (list.length > 0 || !base.isOddAtEnd) return { json: { list, pageInfo: { totalRows } } };
  return { status: 422, json: { error: "ERR_INVALID_OFFSET_VALUE" } };
}

function linkedOf({ linked }: Base, link: string, query: URLSearchParams): Reply {
  const offset = Number(query.get("offset") ?? 0);
  const all = linked.get(link.replace("/links/", "/").replace("/records/", "/")) ?? [];
  const list = all.slice(offset, offset + Number(query.get("limit") ?? 25));
  if (list.length > 0 || offset === 0) return { json: { list } };
  return { status: 422, json: { error: "ERR_INVALID_OFFSET_VALUE" } };
}

interface Found {
  readonly meta: Row;
  readonly rows: readonly Row[];
}

function rowsOf({ meta, rows }: Found, rowsMax: number, query: URLSearchParams) {
  const titleOf = titlesOf(meta);
  const limit = Math.min(rowsMax, Number(query.get("limit") ?? 25));
  const key = titleOf(query.get("sort") ?? "");
  const sorted = rows
    .filter(filterOf(query.get("where") ?? "", titleOf))
    .toSorted((a, b) => Number(a[key]) - Number(b[key]));
  const page = (query.has("sort") ? sorted : sorted.reverse()).slice(0, limit);
  const fields = query.get("fields")?.split(",");
  const list: Json[] =
    fields === undefined
      ? page
      : page.map((row) => Object.fromEntries(fields.map((name) => [name, row[name] ?? null])));
  return { list, totalRows: sorted.length };
}

/** Queries name a column by title or by id. */
function titlesOf(meta: Row): (name: string) => string {
  const columns = meta["columns"] as readonly Row[];
  return (name) => String(columns.find(({ id }) => id === name)?.["title"] ?? name);
}

/** `~and` outside, `~or` inside of parentheses: as much of the syntax as we use. */
function filterOf(where: string, titleOf: (name: string) => string): (row: Row) => boolean {
  const groups = where === "" ? [] : where.split("~and").map((group) => group.split("~or"));
  return (row) =>
    groups.every((group) => group.some((condition) => holds(row, condition, titleOf)));
}

function holds(row: Row, condition: string, titleOf: (name: string) => string): boolean {
  const [column = "", operator, ...rest] = condition.replaceAll(/[()]/g, "").split(",");
  const value = row[titleOf(column)] ?? null;
  if (operator === "in") return rest.includes(String(value));
  if (operator === "gt") return Number(value) > Number(rest[0]);
  if (operator !== "gte" || rest[0] !== "exactDate") throw new Error(`unknown: ${condition}`);
  return value !== null && Date.parse(String(value)) >= Date.parse(String(rest[1]));
}
