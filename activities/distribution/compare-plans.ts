import type { Json } from "../../sources/source.ts";
import { canonicalJson, planToJson } from "../../warehouse/ledger/index.ts";
import type { Plan, PlanJson } from "../../warehouse/ledger/index.ts";

/** A row of a plan that came out otherwise; null: there is none. */
export interface RowDifference {
  /** A table of the plan, or `plan` for a field of its own. */
  readonly table: string;
  readonly key: string;
  readonly expected: string | null;
  readonly found: string | null;
}

type Rows = ReadonlyMap<string, Json>;

/** What a committee reads first comes first: who gets what, why, and from which money. */
const TABLES: readonly (readonly [table: string, rows: (plan: PlanJson) => Rows])[] = [
  ["lines", ({ lines }) => keyed(lines, ({ line_id }) => line_id)],
  ["shares", ({ shares }) => keyed(shares, (row) => `${row.line_id} ${row.contribution_id}`)],
  ["domains", ({ domains }) => keyed(domains, ({ domain }) => domain)],
  ["withheld", ({ withheld = [] }) => keyed(withheld, ({ line_id }) => line_id)],
  ["batches", ({ batches }) => keyed(batches, ({ batch }) => `${batch}`.padStart(9, "0"))],
  [
    "plan",
    ({ lines: _l, shares: _s, domains: _d, batches: _b, withheld: _w, ...own }) =>
      new Map(Object.entries(own) as [string, Json][]),
  ],
];

/** The first row, by table and key, in which two plans differ; null where they are the same. */
export function firstDifference(expected: Plan, found: Plan): RowDifference | null {
  const [planned, made] = [planToJson(expected), planToJson(found)];
  for (const [table, rowsOf] of TABLES) {
    const [before, now] = [rowsOf(planned), rowsOf(made)];
    for (const key of [...new Set([...before.keys(), ...now.keys()])].toSorted()) {
      const [row, other] = [said(before.get(key)), said(now.get(key))];
      if (row !== other) return { table, key, expected: row, found: other };
    }
  }
  return null;
}

function keyed<T extends Json>(rows: readonly T[], keyOf: (row: T) => string): Rows {
  return new Map(rows.map((row) => [keyOf(row), row]));
}

function said(row: Json | undefined): string | null {
  return row === undefined ? null : canonicalJson(row);
}
