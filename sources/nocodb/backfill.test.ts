import { expect, test } from "vitest";

import type { Json } from "../source.ts";
import { baseServer, type Row, table } from "../testing/base.ts";
import { walk } from "../testing/walk.ts";
import { nocodbRecordsBackfill } from "./backfill.ts";
import { nocodbRecords } from "./records.ts";

const { signal } = new AbortController();
const FIRST_AT = Date.parse("2026-09-01T00:00:00Z");
const SPAN = { from: "2026-09-10T00:00:00.000Z", to: "2026-09-20T00:00:00.000Z" };

function stamp(hours: number): string {
  const iso = new Date(FIRST_AT + hours * 3_600_000).toISOString();
  return `${iso.slice(0, 10)} ${iso.slice(11, 19)}+00:00`;
}

/** Rows that were made an hour apart; each fifth was changed ten days later. */
function rows(count: number): Row[] {
  return Array.from({ length: count }, (_, index) => ({
    Id: index + 1,
    CreatedAt: stamp(index),
    UpdatedAt: index % 5 === 0 ? stamp(index + 240) : null,
    Title: `row ${index + 1}`,
  }));
}

const isIn = (at: Json | undefined) => {
  const ms = typeof at === "string" ? Date.parse(at) : Number.NaN;
  return ms >= Date.parse(SPAN.from) && ms < Date.parse(SPAN.to);
};
const ofSpan = (all: readonly Row[]) =>
  all
    .filter(({ CreatedAt, UpdatedAt }) => isIn(CreatedAt) || isIn(UpdatedAt))
    .map(({ Id }) => Number(Id));
const idsOf = (records: readonly Json[]) =>
  records.map((record) => (record as { Id: number }).Id).toSorted((a, b) => a - b);

test("rows that were made or changed within the span come, as the live feed lands them", async () => {
  await using given = await baseServer([table("ma", "Tasks", rows(700))]);
  const live = await walk(nocodbRecords(given));

  const { records, quarantined } = await walk(nocodbRecordsBackfill(given).open(SPAN));

  expect(idsOf(records)).toEqual(ofSpan(rows(700)));
  const texts = new Set(live.records.map((record) => JSON.stringify(record)));
  expect(records.filter((record) => !texts.has(JSON.stringify(record)))).toEqual([]);
  expect(quarantined).toEqual([]);
});

test("killed at a page and begun by another process, all come once", async () => {
  await using given = await baseServer([
    table("ma", "Tasks", rows(700)),
    table("mb", "Answers", rows(300)),
  ]);
  given.base.rowsMax = 10;

  const killed = await walk(nocodbRecordsBackfill(given).open(SPAN), { killedAtPage: 1 });

  expect(killed.pageCount).toBeGreaterThan(2);
  expect(idsOf(killed.records)).toEqual(
    [...ofSpan(rows(700)), ...ofSpan(rows(300))].toSorted((a, b) => a - b),
  );
});

test("a plan counts each table's rows since the span began, and reads none", async () => {
  await using given = await baseServer([table("ma", "Tasks", rows(700))]);

  const plan = await nocodbRecordsBackfill(given).plan(SPAN, signal);

  const since = rows(700).filter(({ CreatedAt, UpdatedAt }) =>
    [CreatedAt, UpdatedAt].some((at) => Date.parse(String(at)) >= Date.parse(SPAN.from)),
  );
  const tasks = { ...SPAN, part: "Tasks" };
  expect(plan).toEqual([
    { ...tasks, recordCount: since.length, isCounted: false, requestCount: 3 },
  ]);
});
