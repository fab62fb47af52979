import type { Json } from "../../sources/source.ts";
import type { Reply, Request } from "../loopback.ts";
import type { BaseColumn, RowJson } from "./base.ts";
import { parseWhere, WhereError } from "./where.ts";

/** `DB_QUERY_LIMIT_DEFAULT` and `DB_QUERY_LIMIT_MAX` of the server. */
const LIMIT_DEFAULT = 25;
const LIMIT_MAX = 1_000;

export interface VisibleTable {
  readonly columns: readonly BaseColumn[];
  readonly rows: readonly RowJson[];
}

/** A list of records, their count (`tail` is "count") or one record (`tail` is its id). */
export function answerRecords(
  table: VisibleTable,
  { request, tail }: { request: Request; tail: string | null },
): Reply {
  if (tail !== null && tail !== "count") return oneRecord(table, { id: tail, request });
  try {
    const where = request.query.get("where");
    const matches = where === null || where === "" ? null : parseWhere(where, table.columns);
    const rows = matches === null ? table.rows : table.rows.filter(matches);
    return tail === "count" ? { status: 200, body: { count: rows.length } } : page(rows, request);
  } catch (error) {
    if (error instanceof WhereError) return refused(error.status, error.code, error.message);
    throw error;
  }
}

function refused(status: number, error: string, message: string): Reply {
  return { status, body: { error, message } };
}

function oneRecord(table: VisibleTable, { id, request }: { id: string; request: Request }): Reply {
  const row = table.rows.find((candidate) => String(candidate["Id"]) === id);
  if (row === undefined) return refused(404, "ERR_RECORD_NOT_FOUND", `Record '${id}' not found`);
  return { status: 200, body: only(row, request.query.get("fields")) };
}

function page(rows: readonly RowJson[], { query, fault }: Request): Reply {
  const asked = Number.parseInt(query.get("limit") ?? "", 10);
  // A larger limit is cut without any sign of it.
  const size = Number.isNaN(asked) || asked < 1 ? LIMIT_DEFAULT : Math.min(asked, LIMIT_MAX);
  const offset = Number.parseInt(query.get("offset") ?? "0", 10) || 0;
  if (offset > 0 && offset >= rows.length) {
    return refused(422, "ERR_INVALID_OFFSET_VALUE", `Offset value '${offset}' is invalid`);
  }
  const ordered = sorted(rows, query.get("sort"));
  const full = fault === "empty_page" ? [] : ordered.slice(offset, offset + size);
  const sent = fault === "truncated" ? full.slice(0, full.length >> 1) : full;
  return {
    status: 200,
    body: {
      list: sent.map((row) => only(row, query.get("fields"))),
      pageInfo: {
        totalRows: rows.length,
        page: Math.floor(offset / size) + 1,
        pageSize: size,
        isFirstPage: offset === 0,
        isLastPage: offset + size >= rows.length,
      },
    },
  };
}

function sorted(rows: readonly RowJson[], sort: string | null): readonly RowJson[] {
  if (sort === null || sort === "") return rows;
  const keys = sort.split(",").map((key) => ({
    title: key.replace(/^[-+]/, ""),
    sign: key.startsWith("-") ? -1 : 1,
  }));
  return [...rows].sort((a, b) => {
    for (const { title, sign } of keys) {
      const order = compared(a[title] ?? null, b[title] ?? null) * sign;
      if (order !== 0) return order;
    }
    return 0;
  });
}

/** Nulls first, as SQLite sorts. */
function compared(a: Json, b: Json): number {
  if (a === b) return 0;
  if (a === null) return -1;
  if (b === null) return 1;
  if (typeof a === "number" && typeof b === "number") return a - b;
  return String(a) < String(b) ? -1 : 1;
}

function only(row: RowJson, fields: string | null): RowJson {
  if (fields === null || fields === "") return row;
  const wanted = new Set(fields.split(",").map((field) => field.trim()));
  return Object.fromEntries(Object.entries(row).filter(([title]) => wanted.has(title)));
}
