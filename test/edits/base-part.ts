/**
 * One sequence's part of a NocoDB base, by the rules that NocoDB and SQLite have: whoever may edit
 * may edit any cell, the server keeps creator and stamps, and the highest id is given again.
 */
import { nocodbTime, userField } from "../../demo/nocodb/base.ts";
import type { Row } from "../../sources/testing/base.ts";
import type { Json } from "../../sources/source.ts";

export const TABLES = {
  cohorts: "mcohorts",
  enrolments: "menrolments",
  tasks: "mtasks",
  answers: "manswers",
  attempts: "mattempts",
} as const;
export type TableName = keyof typeof TABLES;

/** Room for the rows of one sequence in each table, however often some are made again. */
export const IDS_PER_SEQUENCE = 100;

export type Cells = Readonly<Record<string, Json>>;

export class BasePart {
  readonly tables: Record<TableName, Map<number, Row>> = {
    cohorts: new Map(),
    enrolments: new Map(),
    tasks: new Map(),
    answers: new Map(),
    attempts: new Map(),
  };
  readonly #first: number;

  constructor(place: number) {
    this.#first = place * IDS_PER_SEQUENCE;
  }

  insert(name: TableName, by: string, at: number, cells: Cells): number {
    const rows = this.tables[name];
    const id = Math.max(this.#first, ...rows.keys()) + 1;
    if (id >= this.#first + IDS_PER_SEQUENCE) throw new Error(`${name} has no room for row ${id}.`);
    rows.set(id, {
      Id: id,
      CreatedAt: nocodbTime(at),
      UpdatedAt: null,
      CreatedBy: userOf(by),
      LastModifiedBy: null,
      ...cells,
    });
    return id;
  }

  update(name: TableName, id: number, { by, at, cells }: { by: string; at: number; cells: Cells }) {
    const row = this.tables[name].get(id);
    if (row === undefined) throw new Error(`${name} has no row ${id}.`);
    const stamps = { UpdatedAt: nocodbTime(at), LastModifiedBy: userOf(by) };
    this.tables[name].set(id, { ...row, ...cells, ...stamps });
  }

  remove(name: TableName, id: number): void {
    this.tables[name].delete(id);
  }
}

function userOf(id: string): Json {
  return userField({ id, email: `${id}@example.org`, displayName: id });
}

/** Whose row it is, as the server keeps it. */
export function creatorOf(row: Row): string {
  return String((row["CreatedBy"] as { id: Json }).id);
}
