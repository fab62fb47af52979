import { expect, test } from "vitest";

import { givenWarehouse } from "../../../test/warehouse.ts";
import { buildThrough, ledgerEvent, nocodbRecord, rawRow, RUN } from "../../given.ts";
import { taskCatalogue } from "./task_catalogue.ts";

const CURATOR = "a_discourse_7";
/** The run's day is 5 October in Moscow. */
const OCTOBER = "2026-09-30T21:00:00Z";

function granted(seq: number, role: string, account = CURATOR) {
  const dates = { valid_from: "2026-01-01T00:00:00Z", valid_to: null };
  return ledgerEvent(seq, "role_granted", { account, role, stream: null, ...dates });
}

interface Said {
  readonly task?: string;
  readonly section_id?: string | null;
  readonly complexity?: string;
  readonly account?: string;
  readonly valid_from?: string;
  readonly at?: string;
}

function said(seq: number, { at = "2026-09-20T10:00:00Z", ...given }: Said = {}) {
  const payload = {
    ...{ task: "m/1", section_id: "s1", complexity: "2000000", account: CURATOR },
    ...{ valid_from: OCTOBER, ...given },
  };
  return rawRow(seq, { seq, kind: "task_catalogued", at, actor: payload.account, payload });
}

function section(section_id: string, tasks: readonly object[]) {
  const titles = { guide_id: "g", guide_title: "G", section_title: section_id, path: "1.md" };
  return rawRow(section_id, { section_id, ...titles, order: 1, text: "", tasks });
}

interface Given {
  readonly ledger?: readonly object[];
  readonly sections?: readonly object[];
  readonly tasks?: readonly object[];
}

/** `task section complexity source` of every row. */
async function catalogued({ ledger = [], sections = [], tasks = TASKS }: Given) {
  await using warehouse = await givenWarehouse({
    ref_run: [RUN],
    raw_nocodb_records_current: tasks as never,
    raw_guides_sections_current: sections as never,
    raw_ledger_events_current: [granted(1, "deanery"), ...ledger] as never,
  });
  const rows = await buildThrough(warehouse, taskCatalogue);
  return rows.map((row) => `${row.task} ${row.section_id} ${row.complexity} ${row.source}`);
}

function task(id: number) {
  const fields = { Title: `Задание ${id}`, Section: "cell", Complexity: "9.00" };
  return nocodbRecord("Tasks", id, fields);
}

const TASKS = [task(1), task(2)];

test("a task nobody catalogued is not there, whatever the workbook's cells say", async () => {
  expect(await catalogued({})).toEqual([]);
});

test("a section's front matter names tasks by row, by table and row, and by the table's id", async () => {
  const sections = [
    section("s1", [{ task: "1", complexity: 1.25 }]),
    section("s2", [{ task: "Tasks/2" }]),
    section("s3", [{ task: "m/3", complexity: "0.000001" }]),
  ];

  expect(await catalogued({ sections, tasks: [...TASKS, task(3)] })).toEqual([
    "m/1 s1 1250000 guide",
    "m/2 s2 1000000 guide",
    "m/3 s3 1 guide",
  ]);
});

test("a task named twice with one complexity counts once, with two for none", async () => {
  const twice = { task: "1", complexity: 2 };

  expect(await catalogued({ sections: [section("s1", [twice, twice])] })).toEqual([
    "m/1 s1 2000000 guide",
  ]);
  const other = { task: "Tasks/1", complexity: 3 };
  expect(await catalogued({ sections: [section("s1", [twice, other])] })).toEqual([]);
  const elsewhere = [section("s1", [twice]), section("s2", [twice])];
  expect(await catalogued({ sections: elsewhere })).toEqual([]);
});

test("a name that no row has says nothing", async () => {
  expect(await catalogued({ sections: [section("s1", [{ task: "77" }])] })).toEqual([]);
});

test("a curator's word wins over the guide's", async () => {
  const sections = [section("s1", [{ task: "1", complexity: 3 }])];

  expect(await catalogued({ sections, ledger: [said(2, { section_id: null })] })).toEqual([
    "m/1 null 2000000 curator",
  ]);
});

test("a later word for the same month replaces the earlier, one for an earlier month does not", async () => {
  const ledger = [
    said(2, { complexity: "3000000" }),
    said(3, { complexity: "4000000" }),
    said(4, {
      complexity: "5000000",
      valid_from: "2026-08-31T21:00:00Z",
      at: "2026-08-02T00:00:00Z",
    }),
  ];

  expect(await catalogued({ ledger })).toEqual(["m/1 s1 4000000 curator"]);
});

test("a word counts from the month after it was said, whatever instant it names", async () => {
  const thisMonth = said(2, { at: "2026-10-02T10:00:00Z", valid_from: "2026-01-01T00:00:00Z" });
  // Still September in UTC, and October where the community lives.
  const atMidnight = said(2, { at: "2026-09-30T21:30:00Z" });
  const before = said(2, { at: "2026-09-30T20:30:00Z" });

  expect(await catalogued({ ledger: [thisMonth] })).toEqual([]);
  expect(await catalogued({ ledger: [atMidnight] })).toEqual([]);
  expect(await catalogued({ ledger: [before] })).toEqual(["m/1 s1 2000000 curator"]);
});

test("the word of somebody who keeps no catalogue counts for nothing", async () => {
  const ofMaster = [granted(2, "master", "a_m"), said(3, { account: "a_m" })];
  const ofStranger = [said(2, { account: "a_x" })];
  const before = [
    granted(2, "deanery", "a_m"),
    said(3, { account: "a_m", at: "2025-12-31T00:00:00Z" }),
  ];

  expect(await catalogued({ ledger: ofMaster })).toEqual([]);
  expect(await catalogued({ ledger: ofStranger })).toEqual([]);
  expect(await catalogued({ ledger: before })).toEqual([]);
});

test("a section's id is one in whichever form of Unicode a curator typed it", async () => {
  const ledger = [said(2, { section_id: "системныи\u0306" })];

  expect(await catalogued({ ledger })).toEqual(["m/1 системный 2000000 curator"]);
});
