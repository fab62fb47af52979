/** What tests of models begin with. No product code imports this. */
import { createHash } from "node:crypto";

import { DEMO_TABLES } from "../demo/nocodb/mapping.ts";
import { bind } from "../sources/nocodb/mapping/bind.ts";
import { mapped } from "../sources/nocodb/mapping/mapped.ts";
import type { Role } from "../sources/nocodb/mapping/roles.ts";
import type { Json } from "../sources/source.ts";
import type { GivenWarehouse } from "../test/warehouse.ts";
import { unplaced } from "./core/completeness/unplaced.ts";
import { unreadable } from "./core/completeness/unreadable.ts";
import { models } from "./index.ts";
import type { Columns, Model, ModelContext, Relation, Row } from "./model.ts";
import { formula202604 } from "./scores/formula/2026-04.ts";
import { formulaDigest } from "./scores/formula/formula.ts";

export const RUN = { as_of_day: new Date("2026-10-04T21:00:00Z"), time_zone: "Europe/Moscow" };

/** An instant so many days before the run's day. */
export function daysAgo(days: number): Date {
  return new Date(RUN.as_of_day.getTime() - days * 86_400_000);
}

interface RawExtras {
  readonly version?: bigint;
  readonly is_deleted?: boolean;
}

/** A row of a raw table, or of its `_current` view, as the load writes it. */
export function rawRow(key: unknown, record: object | null, extras: RawExtras = {}) {
  const version = extras.version ?? 1n;
  return {
    key: JSON.stringify(Array.isArray(key) ? key : [key]),
    payload: record === null ? null : JSON.stringify(record),
    content_hash: `h${version}`,
    observed_at: RUN.as_of_day,
    landing_file: "00000001.ndjson.zst",
    version,
    is_deleted: extras.is_deleted ?? false,
    ordered_at: null,
  };
}

/** A workbook record as the connector lands it, of a table of the demo's. */
export function nocodbRecord(table: string, id: number, fields: object) {
  return rawRow(["m", id], workbookRecord(table, id, fields));
}

/** What lands of one row. Every table has the same id, so that tests may name rows shortly. */
export function workbookRecord(
  table: string,
  id: number | string,
  fields: object,
  { table_id = "m" } = {},
): object {
  const selected = Object.entries(DEMO_TABLES).map(([role, mapping]) => ({
    table: { id: table_id, title: mapping.table, base: "p" },
    role: role as Role,
    mapping,
  }));
  const chosen = selected.find((one) => one.mapping.table === table);
  if (chosen === undefined) throw new Error(`The demo has no table ${table}.`);
  const own = Object.values(chosen.mapping.columns).map((title) => ({ title, uidt: "Text" }));
  const columns = [...own, ...BY_TYPE.map(([title, uidt]) => ({ title, uidt }))];
  const { binding } = bind(chosen, { selected, gaps: [] }, { columns });
  const given = { table_id, table, Id: id, fields: fields as Readonly<Record<string, Json>> };
  const stamps = { created: "CreatedAt", updated: "UpdatedAt" };
  return mapped(given, binding, { key: "Id", ...stamps })[0]!;
}

const BY_TYPE = [
  ["CreatedBy", "CreatedBy"],
  ["LastModifiedBy", "LastModifiedBy"],
] as const;

export function ledgerEvent(seq: number, kind: string, payload: object) {
  return rawRow(seq, { seq, kind, at: "2026-10-01T00:00:00Z", actor: "demo", payload });
}

export const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");

/** The first formula counts for all months, as a community begins. */
export const FORMULA_IN_FORCE = {
  from_period: "2000-01",
  formula: formula202604.name,
  digest: formulaDigest(formula202604, sha256),
};

/** The same as the ledger says it. */
export function formulaActivated(seq: number) {
  const { formula, digest } = FORMULA_IN_FORCE;
  const payload = { formula, digest, valid_from: "2000-01-01T00:00:00.000Z" };
  return ledgerEvent(seq, "formula_activated", payload);
}

/** Builds the model after every model it reads, from the rows that were given. */
export async function buildThrough<C extends Columns>(
  warehouse: GivenWarehouse,
  model: Model & Relation<string, C>,
  options: { context?: Partial<ModelContext> } = {},
): Promise<Row<C>[]> {
  const byName = new Map(models.map((one) => [one.name, one]));
  const built = new Set<string>();
  const build = async (one: Model): Promise<void> => {
    if (built.has(one.name)) return;
    built.add(one.name);
    for (const { name } of one.from) {
      const input = byName.get(name);
      if (input !== undefined) await build(input);
    }
    await warehouse.build(one, options);
  };
  for (const { name } of model.from) {
    const input = byName.get(name);
    if (input !== undefined) await build(input);
  }
  return warehouse.build(model, options);
}

/** What is kept out of every model, from the rows that were given. */
export async function unplacedIn(
  warehouse: GivenWarehouse,
): Promise<Row<typeof unplaced.columns>[]> {
  for (const model of unreadable) await warehouse.build(model);
  return warehouse.build(unplaced);
}
