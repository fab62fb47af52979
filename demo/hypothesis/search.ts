import type { Json } from "../../sources/source.ts";
import type { Clock } from "../clock.ts";
import type { Reply, Request } from "../loopback.ts";
import { annotationJson } from "./annotation-json.ts";
import type { AnnotationRow, Library } from "./library.ts";
import { invalid, wholeIn } from "./replies.ts";
import { indexNow, type Indexed } from "./search-index.ts";
import type { Store } from "./store.ts";
import type { Viewer } from "./viewer.ts";

const ROWS_MAX = 200;
const ROWS_USUAL = 20;
const OFFSET_MAX = 9_800;

type Sorting = "created" | "updated" | "group" | "id" | "user";
const SORTINGS: readonly Sorting[] = ["created", "updated", "group", "id", "user"];

/** The index keeps instants in milliseconds, whatever a row shows. */
function valueOf(row: AnnotationRow, sort: Sorting): number | string {
  if (sort === "created" || sort === "updated") return Math.floor(row[sort] / 1_000);
  return sort === "user" ? row.userid : row[sort];
}

interface Asked {
  readonly request: Request;
  readonly viewer: Viewer;
  readonly library: Library;
  readonly store: Store;
  readonly clock: Clock;
}

/**
 * `/api/search`: found and ordered by the index, shown from the database. So a row that was deleted is
 * counted and not shown, and one that was edited shows an instant other than the one it stands by.
 */
export function answerSearch({ request, viewer, library, store, clock }: Asked): Reply {
  const { query, fault } = request;
  const limit = wholeIn(query, "limit", { low: 0, high: ROWS_MAX, absent: ROWS_USUAL });
  if (typeof limit !== "number") return limit;
  const asked = wholeIn(query, "offset", { low: 0, high: OFFSET_MAX, absent: 0 });
  if (typeof asked !== "number") return asked;
  const sort = SORTINGS.find((one) => one === (query.get("sort") ?? "updated"));
  if (sort === undefined) return invalid(`sort: "${query.get("sort")}" is not one of ${SORTINGS}`);
  const order = query.get("order") ?? "desc";
  if (order !== "asc" && order !== "desc") {
    return invalid(`order: "${order}" is not one of asc, desc`);
  }
  const given = query.get("search_after");
  const after = given === null ? null : afterIn(given, sort);
  if (after === undefined) {
    return invalid(
      "search_after must be a parsable date in the form yyyy-MM-dd'T'HH:mm:ss.SSX or time in miliseconds since the epoch.",
    );
  }
  const sign = order === "asc" ? 1 : -1;
  const found = listedFor(viewer, indexNow(store, clock))
    .filter((row) => isAskedFor(row, query))
    .sort((a, b) => sign * compare(valueOf(a, sort), valueOf(b, sort)) || compare(a.id, b.id));
  const behind = found.filter(
    (row) => after === null || sign * compare(valueOf(row, sort), after) > 0,
  );
  // With `search_after` there is no offset, whatever is asked for.
  const offset = after === null ? asked : 0;
  const rows = behind
    .slice(offset, offset + limit)
    .flatMap(({ id }) => store.row(id) ?? [])
    .map((row): Json => annotationJson(library, viewer, row));
  return { status: 200, body: { total: found.length, rows: faulty(rows, fault) } };
}

/** Rows that a search shows somebody: hidden ones to their authors and to moderators. */
export function listedFor(viewer: Viewer, rows: readonly Indexed[]): readonly AnnotationRow[] {
  return rows
    .filter(({ row, isHidden }) => {
      const isShownHidden = row.userid === viewer.userid || viewer.moderates(row.group);
      return viewer.sees(row) && (!isHidden || isShownHidden);
    })
    .map(({ row }) => row);
}

export function faulty<T>(rows: readonly T[], fault: Request["fault"]): readonly T[] {
  if (fault === "empty_page") return [];
  return fault === "truncated" ? rows.slice(0, rows.length >> 1) : rows;
}

function isAskedFor(row: AnnotationRow, query: URLSearchParams): boolean {
  const { group, uri, userid, references } = row;
  const asks = (name: string, holds: (value: string) => boolean) => query.getAll(name).every(holds);
  return (
    asks("group", (value) => group === value) &&
    asks("uri", (value) => uri === value) &&
    asks("url", (value) => uri === value) &&
    asks("user", (value) => [userid, userid.replace(/^acct:/, "")].includes(value)) &&
    asks("references", (value) => references.includes(value))
  );
}

/** Undefined for what is neither an instant nor milliseconds; digits past the millisecond are cut. */
function afterIn(text: string, sort: Sorting): number | string | undefined {
  if (sort !== "created" && sort !== "updated") return text;
  const number = Number(text);
  if (text.trim() !== "" && Number.isFinite(number) && number >= 9_999) return Math.floor(number);
  const at = Date.parse(/(?:Z|[+-]\d\d:?\d\d)$/i.test(text) ? text : `${text}Z`);
  return Number.isNaN(at) ? undefined : at;
}

function compare(a: number | string, b: number | string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
