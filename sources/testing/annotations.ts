/** The few endpoints of Hypothes.is that the connector reads, with its page limits and its silences. */
import { onTestFinished } from "vitest";

import { hypothesisHttp } from "../hypothesis/options.ts";
import type { HypothesisOptions } from "../hypothesis/options.ts";
import type { Json } from "../source.ts";
import { testClock } from "./clock.ts";
import { loopback } from "./loopback.ts";
import type { Asked, Loopback, Reply } from "./loopback.ts";

export type Row = { [key: string]: Json };

export interface Annotations {
  readonly rows: Row[];
  /** Ids that the database has and the index does not know yet. */
  readonly unindexed: Set<string>;
  /** Where the index has what was edited since it looked. */
  readonly indexedAs: Map<string, string>;
  /** Ids that moderators hid: only the list shows them whole. */
  readonly hidden: Set<string>;
  /** Groups that the token's owner is in; others are open to all, or shown to nobody. */
  readonly own: Set<string>;
  readonly open: Set<string>;
  /** Null: the token has expired. */
  userid: string | null;
  /** Annotations of which the next answer is that they are not there. */
  readonly deniedOnce: Set<string>;
  /** A server that shows everything, whatever it is asked for. */
  isLeaky: boolean;
}

export const ME = "acct:me@hypothes.is";
export const GROUP = "n9iXjarQ";

/** A shared annotation of the group, made and changed so many milliseconds after September began. */
export function annotation(id: string, ms: number, rest: Row = {}): Row {
  const at = instant(ms);
  return {
    id,
    user: "acct:anna@hypothes.is",
    group: GROUP,
    created: at,
    updated: at,
    uri: "https://guides.example.org/borders/",
    text: `О ${id}`,
    tags: [],
    references: [],
    permissions: { read: [`group:${GROUP}`], update: ["acct:anna@hypothes.is"] },
    target: [{ source: "https://guides.example.org/borders/", selector: [] }],
    user_info: { display_name: "Анна" },
    hidden: false,
    flagged: false,
    ...rest,
  };
}

/** Six digits, as the service writes them. */
export function instant(ms: number): string {
  const iso = new Date(Date.parse("2026-09-01T00:00:00Z") + ms).toISOString();
  return iso.replace("Z", "402+00:00");
}

export interface AnnotationServer extends HypothesisOptions {
  readonly state: Annotations;
  readonly server: Loopback;
  /** What a path answers, whatever is asked of it. */
  readonly failing: Map<string, Reply>;
}

/** It ends with the test. */
export async function annotationServer(
  rows: readonly Row[] = [],
  options: Partial<HypothesisOptions> = {},
): Promise<AnnotationServer> {
  const state: Annotations = {
    rows: [...rows],
    unindexed: new Set<string>(),
    hidden: new Set<string>(),
    deniedOnce: new Set<string>(),
    indexedAs: new Map<string, string>(),
    own: new Set([GROUP]),
    open: new Set<string>(),
    userid: ME,
    isLeaky: false,
  };
  const failing = new Map<string, Reply>();
  const server = await loopback((asked) => failing.get(asked.path) ?? answer(state, asked));
  onTestFinished(() => server[Symbol.asyncDispose]());
  const http = hypothesisHttp({
    url: server.url,
    token: "t",
    perSecond: 1_000,
    burst: 1_000,
    clock: testClock(),
  });
  const asConfigured = { groups: [GROUP], moderates: false, hasToken: true };
  return { ...asConfigured, ...options, http, state, server, failing };
}

const NOT_FOUND: Reply = {
  status: 404,
  json: { status: "failure", reason: "Either the resource you requested doesn't exist, or not." },
};

function answer(state: Annotations, asked: Asked): Reply {
  const [, group, what] = /^\/api\/groups\/([^/]+)(\/annotations)?$/.exec(asked.path) ?? [];
  const [, id] = /^\/api\/annotations\/([^/]+)$/.exec(asked.path) ?? [];
  if (asked.path === "/api/profile") {
    const groups = state.userid === null ? [] : [...state.own].map((own) => ({ id: own }));
    return { json: { userid: state.userid, groups, features: {} } };
  }
  if (asked.path === "/api/search") return { json: searched(state, asked.query) };
  if (group !== undefined && what !== undefined) return listed(state, group, asked.query);
  if (group !== undefined) return isShown(state, group) ? { json: { id: group } } : NOT_FOUND;
  const row = state.rows.find((one) => one["id"] === id);
  if (row === undefined || !isReadable(state, row)) return NOT_FOUND;
  if (state.deniedOnce.delete(String(id))) return NOT_FOUND;
  return {
    json: state.hidden.has(String(id)) ? { ...row, hidden: true, text: "", tags: [] } : row,
  };
}

function isShown({ own, open, userid }: Annotations, group: string): boolean {
  return open.has(group) || (userid !== null && own.has(group));
}

/** The owner's private ones are shown to the owner. */
function isReadable(state: Annotations, row: Row): boolean {
  if (state.isLeaky) return true;
  const { read } = (row["permissions"] ?? { read: [] }) as { read: string[] };
  const isPrivate = read.every((who) => who.startsWith("acct:")) && read.length > 0;
  if (isPrivate) return state.userid !== null && read.includes(state.userid);
  return isShown(state, String(row["group"]));
}

function isOf({ isLeaky }: Annotations, row: Row, group: string | null): boolean {
  return isLeaky || row["group"] === group;
}

/** Found and ordered by the index, shown from the database; no offset beside `search_after`. */
function searched(state: Annotations, query: URLSearchParams): Json {
  const limit = Math.min(200, Number(query.get("limit") ?? 20));
  const isById = query.get("sort") === "id";
  const placeOf = (row: Row) => {
    const id = String(row["id"]);
    return isById ? id : (state.indexedAs.get(id) ?? String(row["updated"]));
  };
  const after = query.get("search_after");
  const isAfter = (row: Row) => {
    if (after === null) return true;
    const ms = Date.parse(placeOf(row));
    return isById ? placeOf(row) > after : (Number.isNaN(ms) ? 0 : ms) > Number(after);
  };
  const found = state.rows
    .filter((row) => isOf(state, row, query.get("group")) && isReadable(state, row))
    .filter(({ user }) => user === (query.get("user") ?? user))
    .filter(({ id }) => !state.unindexed.has(String(id)) && !state.hidden.has(String(id)))
    .toSorted((a, b) => (placeOf(a) < placeOf(b) ? -1 : 1));
  const offset = after === null ? Number(query.get("offset") ?? 0) : 0;
  return { total: found.length, rows: found.filter(isAfter).slice(offset, offset + limit) };
}

function listed(state: Annotations, group: string, query: URLSearchParams): Reply {
  if (!isShown(state, group)) return NOT_FOUND;
  const size = Math.min(100, Number(query.get("page[size]") ?? 20));
  const after = query.get("page[after]");
  const found = state.rows
    .filter((row) => isOf(state, row, group))
    .toSorted((a, b) => (String(a["created"]) < String(b["created"]) ? 1 : -1));
  const older = found.filter((row) => after === null || String(row["created"]) < after);
  const data = older
    .slice(0, size)
    .map((row) => ({ ...row, hidden: state.hidden.has(String(row["id"])) }));
  return { json: { meta: { page: { total: found.length } }, data } };
}
