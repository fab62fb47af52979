import { z } from "zod";

import { laterOf } from "../cursor.ts";
import { SourceShapeError } from "../errors.ts";
import { sortOut } from "../records.ts";
import type { KeyedHash } from "../records.ts";
import type { Json, Quarantined } from "../source.ts";
import type { Columns, Table } from "./base.ts";
import { cleanedRow } from "./cleaning/cleaned.ts";
import type { Binding } from "./mapping/binding.ts";
import { mapped, type Given } from "./mapping/mapped.ts";
import { answersIn } from "./mapping/answers-in-attempts.ts";
import type { Reading } from "./reading.ts";

/** NocoDB's own form, `2026-11-22 16:22:11+00:00`, is read by `Date` too. */
const stamp = z.string().refine((text) => !Number.isNaN(Date.parse(text)), "expected a timestamp");

export interface Taken {
  readonly records: readonly Json[];
  readonly quarantined: readonly Quarantined[];
  /** The latest change that was surely seen of all rows; see `started`. */
  readonly newest: string | null;
}

export interface TakeOptions {
  readonly reading: Reading;
  readonly hash: KeyedHash;
  readonly newest: string | null;
  readonly until: string;
  readonly started: string;
}

/** Rows of one reply as records of the stream. */
export function takeRows(rows: readonly Json[], options: TakeOptions): Taken {
  const { hash, until, started } = options;
  const { table, columns, binding, treatments } = options.reading;
  const wrapped = rows.map((row) => ({
    table_id: table.id,
    table: table.title,
    Id: keyIn(row, columns.key),
    fields: cleanedRow(row, treatments, hash),
  }));
  const { known, quarantined } = sortOut(keyedBy(columns), wrapped);
  const inTime = known
    .map(({ record, parsed }) => ({ record, changed: changeOf(parsed.fields, columns) }))
    .filter(({ changed }) => changed === null || Date.parse(changed) <= Date.parse(until));
  const newest = inTime
    // A walk that was stopped for days must not believe that it saw those days of every row.
    .filter(({ changed }) => changed !== null && Date.parse(changed) <= Date.parse(started))
    .reduce((latest, { changed }) => laterOf(latest, changed), options.newest);
  return {
    records: inTime.flatMap(({ record }) => mapped(record as Given, binding, columns)),
    quarantined,
    newest,
  };
}

/** A record that cannot be read, by its key alone. */
export function unreadRecord({ id, title }: Table, key: number, reason: string): Quarantined {
  return { record: { table_id: id, table: title, Id: key }, reason };
}

/** The keys of a row's records: of two, where its attempt is an answer as well. */
export function keysOf(table: string, { role, columns }: Binding, key: number): Json[][] {
  const isAnswerToo = role === "attempts" && columns["answer"] === undefined;
  return isAnswerToo
    ? [
        [answersIn(table), key],
        [table, key],
      ]
    : [[table, key]];
}

/** The keys of rows, by which a walk goes on and a sweep reports. */
export function keysIn(rows: readonly Json[], key: string): number[] {
  return rows.map((row) => keyIn(row, key)).filter((value) => typeof value === "number");
}

/** A page that does not lead further would come for ever. */
export function highestKey(
  rows: readonly Json[],
  { table, columns }: Pick<Reading, "table" | "columns">,
  after: number | null,
): number {
  const highest = Math.max(...keysIn(rows, columns.key));
  if (Number.isSafeInteger(highest) && highest > (after ?? -Infinity)) return highest;
  throw new SourceShapeError(
    "NocoDB",
    `GET the records of table ${table.id}`,
    `no whole number in the key column ${columns.key} above ${after ?? "the first"}`,
  );
}

function keyedBy({ created, updated }: Columns) {
  const stamps = [created, updated].filter((title) => title !== null);
  const fields = Object.fromEntries(stamps.map((title) => [title, stamp.nullish()]));
  return z.looseObject({ Id: z.int(), fields: z.looseObject(fields) });
}

function changeOf(fields: Readonly<Record<string, unknown>>, columns: Columns): string | null {
  const stampIn = (title: string | null) => {
    const value = title === null ? null : fields[title];
    return typeof value === "string" ? value : null;
  };
  return laterOf(stampIn(columns.created), stampIn(columns.updated));
}

function keyIn(row: Json, key: string): Json {
  const fields = z.record(z.string(), z.custom<Json>()).safeParse(row);
  return fields.data?.[key] ?? null;
}
