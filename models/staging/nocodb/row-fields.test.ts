import { expect, test } from "vitest";

import { rowIdentity } from "../../../sources/nocodb/row-identity.ts";
import { fc } from "../../../test/property.ts";
import { givenWarehouse } from "../../../test/warehouse.ts";
import { nocodbRecord, rawRow, unplacedIn, workbookRecord } from "../../given.ts";
import { stgNocodbAttempts } from "./stg_nocodb_attempts.ts";
import { stgNocodbAttemptVersions } from "./stg_nocodb_attempt_versions.ts";
import { stgNocodbTaskVersions } from "./stg_nocodb_task_versions.ts";
import { stgNocodbTasks } from "./stg_nocodb_tasks.ts";

const CREATED = "2026-05-01 10:00:00+00:00";
const ADA = { id: "usada" };
const BOB = { id: "usbob" };

function attempt(version: bigint, given: object = {}) {
  const fields = {
    ...{ Answer: 1, Attempt: 1, Text: "Граница.", Verdict: null, Grade: null, Comment: null },
    ...{ CreatedAt: CREATED, UpdatedAt: null, CreatedBy: ADA, LastModifiedBy: null, ...given },
  };
  return rawRow(["m", 7], workbookRecord("Attempts", 7, fields), { version });
}

async function staged(versions: readonly ReturnType<typeof attempt>[]) {
  await using warehouse = await givenWarehouse({
    raw_nocodb_records_versions: versions.map((row) => ({ ...row, ordinal: row.version })),
    raw_nocodb_records_current: versions.slice(-1),
  });
  const now = await warehouse.build(stgNocodbAttempts);
  const seen = await warehouse.build(stgNocodbAttemptVersions);
  return { now, seen: seen.toSorted((a, b) => Number(a.ordinal - b.ordinal)) };
}

test("a row has one name, whether the connector's code or a model says it", async () => {
  const origins = fc.sample(
    fc.record({
      tableId: fc.string({ unit: "grapheme", minLength: 1 }),
      id: fc.oneof(fc.nat(), fc.string({ unit: "grapheme-ascii", minLength: 1 })),
      creatorId: fc.option(fc.string({ unit: "grapheme", minLength: 1 })),
      createdAt: fc.option(fc.constantFrom(CREATED, "", '"', "\\", "a\nb\tc", "/")),
    }),
    { seed: 7, numRuns: 300 },
  );
  await using warehouse = await givenWarehouse({
    raw_nocodb_records_current: origins.map(({ tableId, id, creatorId, createdAt }, index) =>
      rawRow(
        [index],
        workbookRecord(
          "Tasks",
          id,
          {
            ...{ Title: `${index}`, Section: "s", Complexity: "1", CreatedAt: createdAt },
            CreatedBy: index % 2 === 0 ? { id: creatorId } : [{ id: creatorId }],
          },
          { table_id: tableId },
        ),
      ),
    ),
  });

  const rows = await warehouse.build(stgNocodbTasks);

  expect(Object.fromEntries(rows.map(({ title, task_id }) => [title, task_id]))).toEqual(
    Object.fromEntries(origins.map((origin, index) => [`${index}`, rowIdentity(origin)])),
  );
});

test("a row made under the Id of a deleted one is another row, and the old one is gone", async () => {
  const later = "2026-06-01 10:00:00+00:00";
  const { now, seen } = await staged([
    attempt(1n, { Text: "Ады." }),
    attempt(2n, { Text: "Боба.", CreatedBy: BOB, CreatedAt: later }),
  ]);

  const [first, second] = [
    rowIdentity({ tableId: "m", id: 7, creatorId: "usada", createdAt: CREATED }),
    rowIdentity({ tableId: "m", id: 7, creatorId: "usbob", createdAt: later }),
  ];
  expect(now.map(({ attempt_id, text }) => [attempt_id, text])).toEqual([[second, "Боба."]]);
  expect(seen.map(({ attempt_id, text }) => [attempt_id, text])).toEqual([
    [first, "Ады."],
    [second, "Боба."],
  ]);
});

test("the creator's next row under the same Id is another row, too", async () => {
  const { seen } = await staged([
    attempt(1n),
    attempt(2n, { CreatedAt: "2026-05-01 10:00:01+00:00" }),
  ]);

  expect(new Set(seen.map(({ attempt_id }) => attempt_id)).size).toBe(2);
});

test("no edit of a row renames it", async () => {
  const edits = { Text: "Иначе.", Answer: 999, Attempt: 3, LastModifiedBy: BOB };
  const { seen } = await staged([
    attempt(1n),
    attempt(2n, { ...edits, UpdatedAt: "2026-06-01 10:00:00+00:00", Verdict: "accepted" }),
  ]);

  expect(new Set(seen.map(({ attempt_id }) => attempt_id)).size).toBe(1);
});

test("a version with a cell that cannot be read is a version, without that cell", async () => {
  const { now, seen } = await staged([
    attempt(1n),
    attempt(2n, {
      Attempt: "первая",
      Verdict: "maybe",
      Grade: 11,
      Text: null,
      LastModifiedBy: ADA,
    }),
  ]);

  expect(now).toEqual([]);
  expect(seen[1]).toMatchObject({
    ...{ attempt: null, verdict: null, grade: null, text: null, answer: "m/1" },
    modifier_user_id: "usada",
  });
});

test("a row is named by its table and its Id", async () => {
  await using warehouse = await givenWarehouse({
    raw_nocodb_records_current: [
      nocodbRecord("Tasks", 12, { Title: "Граница", Section: "s", Complexity: 1 }),
    ],
  });

  const rows = await warehouse.build(stgNocodbTasks);

  expect(rows.map(({ row, native_id }) => [row, native_id])).toEqual([["m/12", "12"]]);
});

test("an attempt with a word for a verdict that nobody mapped stays, and the deanery is told", async () => {
  const record = attempt(1n, { Verdict: "принято условно" });
  await using warehouse = await givenWarehouse({
    raw_nocodb_records_current: [record],
  });

  const rows = await warehouse.build(stgNocodbAttempts);
  const refused = await unplacedIn(warehouse);

  expect(rows.map(({ native_id, verdict }) => [native_id, verdict])).toEqual([["7", null]]);
  expect(refused.map(({ reason }) => reason)).toEqual(["unreadable attempts.verdict"]);
});

test("a task's title is that of its row, in every version", async () => {
  const titled = (version: bigint, Title: string) => ({
    ...rawRow(["m", 7], workbookRecord("Tasks", 7, { Title, CreatedAt: CREATED }), { version }),
    ordinal: version,
  });
  await using warehouse = await givenWarehouse({
    raw_nocodb_records_versions: [titled(1n, "Граница"), titled(2n, "Граница системы")],
  });

  const rows = await warehouse.build(stgNocodbTaskVersions);

  expect(rows.map(({ title }) => title).toSorted()).toEqual(["Граница", "Граница системы"]);
});
