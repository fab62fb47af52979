/** `POST /api/projects/{id}/query/`: HogQL, answered at once or behind a 202. */
import type { Reply, Request } from "../loopback.ts";
import { invalid, notFound, refusal } from "./errors.ts";
import { compile, type Compiled } from "./hogql/compile.ts";
import { parseHogql } from "./hogql/parse.ts";
import { HogqlError } from "./hogql/tokens.ts";
import type { Store } from "./store.ts";

export interface Queries {
  ask(request: Request): Promise<Reply>;
  /** A query that was answered by 202. */
  status(id: string): Reply;
}

interface Late {
  readonly results: unknown;
  /** Polls until it is complete. */
  left: number;
}

export function createQueries(store: Store): Queries {
  const late = new Map<string, Late>();

  async function answered(query: string): Promise<Reply> {
    let compiled: Compiled;
    try {
      compiled = compile(parseHogql(query));
    } catch (error) {
      if (!(error instanceof HogqlError)) throw error;
      return refusal(400, "validation_error", "hogql_query_error", error.message);
    }
    const rows = await store.rows(compiled.sql);
    const { columns, types, limit } = compiled;
    return {
      status: 200,
      body: {
        columns,
        types,
        results: rows.map((row) => columns.map((name, at) => shown(row[name], types[at]![1]))),
        // Never said, whatever was cut off.
        hasMore: null,
        limit,
        offset: 0,
        error: null,
        is_cached: false,
        query,
        hogql: query,
        timings: [],
      },
    };
  }

  return {
    async ask({ body, fault }) {
      const query = queryIn(body);
      if (query === null) return invalid("Only queries of the kind HogQLQuery are read here.");
      const reply = await answered(query);
      if (reply.status !== 200 || fault !== "answered_later") return reply;
      const id = `q${late.size + 1}`;
      late.set(id, { results: reply.body, left: 2 });
      return { status: 202, body: { query_status: statusOf(id, false) } };
    },

    status(id) {
      const found = late.get(id);
      if (found === undefined) return notFound;
      found.left -= 1;
      if (found.left > 0) return { status: 202, body: { query_status: statusOf(id, false) } };
      const results = { query_status: { ...statusOf(id, true), results: found.results } };
      return { status: 200, body: results };
    },
  };
}

function statusOf(id: string, complete: boolean) {
  return { id, team_id: 1, query_async: true, complete, error: false, error_message: null };
}

function queryIn(body: unknown): string | null {
  if (typeof body !== "object" || body === null || !("query" in body)) return null;
  const { query } = body;
  if (typeof query !== "object" || query === null) return null;
  const { kind, query: text } = query as { kind?: unknown; query?: unknown };
  return kind === "HogQLQuery" && typeof text === "string" ? text : null;
}

/** DuckDB writes `2026-10-05 09:00:00.123456+00` and counts as text; PostHog does neither. */
function shown(value: unknown, type: string): unknown {
  if (value === null || value === undefined) return null;
  if (type.startsWith("DateTime64")) return String(value).replace(" ", "T").replace(/\+00$/, "Z");
  if (type === "UInt64" || type === "Int64") return Number(value);
  return value;
}
