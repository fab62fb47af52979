/**
 * A twin of NocoDB 0.301.3 on the loopback interface: v2 records and the tables of a base, with
 * what was measured on a real server.
 *
 * API: https://nocodb.com/apis/v2
 */
import type { Json } from "../../sources/source.ts";
import type { Clock } from "../clock.ts";
import { createFaults, type Faults } from "../faults.ts";
import { serveLoopback, type Loopback, type Reply, type Request } from "../loopback.ts";
import { overwritten, valueAt, type Version } from "../timeline.ts";
import type { Base, BaseTable, RowJson } from "./base.ts";
import { answerMeta } from "./meta.ts";
import { answerRecords, type VisibleTable } from "./records.ts";

export interface NocodbTwin extends Loopback {
  readonly faults: Faults;
  /** The row as it stands now, or null. */
  row(table: string, id: number): RowJson | null;
  /** Changes a row now; false if there is none. A null value deletes it. */
  rewrite(table: string, id: number, change: (row: RowJson) => RowJson | null): boolean;
  /** Adds a row now. Its Id is one above the highest there is: SQLite gives a deleted one again. */
  insert(table: string, row: RowJson): number;
}

export interface NocodbTwinOptions {
  readonly base: Base;
  readonly clock: Clock;
  readonly token: string;
}

interface StoredRow {
  readonly place: number;
  versions: readonly Version<RowJson>[];
}

export async function nocodbTwin({ base, clock, token }: NocodbTwinOptions): Promise<NocodbTwin> {
  const faults = createFaults();
  const rows = new Map<string, StoredRow[]>(
    base.tables.map((table) => [
      table.id,
      table.rows.map((row) => ({ ...row })).sort((a, b) => a.place - b.place),
    ]),
  );

  function visible(table: BaseTable): VisibleTable {
    const now = clock.now();
    const shown = rows.get(table.id)!.map(({ versions }) => valueAt(versions, now));
    return { columns: table.columns, rows: shown.filter((row) => row !== null) };
  }

  function handle(request: Request): Reply {
    if (request.headers["xc-token"] !== token) return UNAUTHORISED;
    const meta = answerMeta(base, request);
    if (meta !== null) return meta;
    const match = /^\/api\/v2\/tables\/([^/]+)\/records(?:\/([^/]+))?$/.exec(request.path);
    if (match === null) return { status: 404, body: { msg: "Not found" } };
    const table = base.tables.find(({ id }) => id === match[1]);
    if (table === undefined) {
      return refusal(404, "ERR_TABLE_NOT_FOUND", `Table '${match[1]}' not found`);
    }
    return answerRecords(visible(table), { request, tail: match[2] ?? null });
  }

  function stored(title: string, id: number): StoredRow | undefined {
    const table = base.tables.find((candidate) => candidate.title === title);
    return table === undefined ? undefined : rows.get(table.id)!.find(({ place }) => place === id);
  }

  function insert(title: string, row: RowJson): number {
    const table = base.tables.find((candidate) => candidate.title === title);
    if (table === undefined) throw new Error(`The base has no table ${title}.`);
    const [now, stand] = [clock.now(), rows.get(table.id)!];
    const taken = stand.filter(({ versions }) => valueAt(versions, now) !== null);
    const place = Math.max(0, ...taken.map((one) => one.place)) + 1;
    const found = stored(title, place) ?? { place, versions: [] };
    found.versions = overwritten(found.versions, now, { Id: place, ...row });
    if (!stand.includes(found)) stand.push(found);
    stand.sort((a, b) => a.place - b.place);
    return place;
  }

  const server = await serveLoopback(handle, faults);
  return {
    ...server,
    faults,
    row: (table, id) => {
      const found = stored(table, id);
      return found === undefined ? null : valueAt(found.versions, clock.now());
    },
    rewrite: (table, id, change) => {
      const found = stored(table, id);
      const now = clock.now();
      const current = found === undefined ? null : valueAt(found.versions, now);
      if (found === undefined || current === null) return false;
      found.versions = overwritten(found.versions, now, change(current));
      return true;
    },
    insert,
  };
}

const UNAUTHORISED: Reply = {
  status: 401,
  body: {
    error: "ERR_AUTHENTICATION_REQUIRED",
    message: "Authentication required - Invalid token",
  } satisfies Json,
};

function refusal(status: number, error: string, message: string): Reply {
  return { status, body: { error, message } };
}
