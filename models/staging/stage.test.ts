import { expect, test } from "vitest";

import { givenWarehouse } from "../../test/warehouse.ts";
import { nocodbRecord, rawRow, unplacedIn } from "../given.ts";
import { stgDiscoursePosts } from "./discourse/stg_discourse_posts.ts";
import { stgNocodbTasks } from "./nocodb/stg_nocodb_tasks.ts";

const POST = {
  id: 7,
  user_id: 23,
  topic_id: 5,
  post_number: 1,
  raw: "Система в глазах смотрящего.",
  created_at: "2026-05-01T10:00:00.000Z",
};

const TASK = { Title: "Найти систему", Section: "systems-boundary", Complexity: "1.50" };

function reasonsOf(rows: readonly { stream: string; reason: string }[]) {
  return rows.map(({ stream, reason }) => `${stream}: ${reason}`);
}

test("a record with an unreadable field is kept out as a whole, and named", async () => {
  await using warehouse = await givenWarehouse({
    raw_discourse_posts_current: [
      rawRow(7, POST),
      rawRow(8, { ...POST, id: 8, created_at: "вчера" }),
      rawRow(9, { ...POST, id: 9, updated_at: "infinity" }),
      rawRow(10, { ...POST, id: 10, raw: { html: "<p>" } }),
      rawRow(11, { ...POST, id: 11, user_id: null }),
    ],
  });

  const staged = await warehouse.build(stgDiscoursePosts);
  const refused = await unplacedIn(warehouse);

  expect(staged.map(({ post_id }) => post_id)).toEqual(["7"]);
  expect(reasonsOf(refused)).toEqual([
    "discourse_posts: unreadable raw",
    "discourse_posts: missing user_id",
    "discourse_posts: unreadable created_at",
    "discourse_posts: unreadable updated_at",
  ]);
});

test("a deleted record is neither staged nor missed", async () => {
  await using warehouse = await givenWarehouse({
    raw_discourse_posts_current: [rawRow(7, null, { is_deleted: true })],
  });

  expect(await warehouse.build(stgDiscoursePosts)).toEqual([]);
  expect(await unplacedIn(warehouse)).toEqual([]);
});

test("a workbook's fault is named with its table and field", async () => {
  await using warehouse = await givenWarehouse({
    raw_nocodb_records_current: [
      nocodbRecord("Tasks", 1, { ...TASK, Title: null }),
      nocodbRecord("Enrolments", 2, { Stream: 1, Member: { id: "usada" }, Joined: "вчера" }),
    ],
  });

  expect(reasonsOf(await unplacedIn(warehouse))).toEqual([
    "nocodb_records: missing tasks.title",
    "nocodb_records: unreadable enrolments.joined",
  ]);
});

test("a task is a task whatever its cells say of its section and its worth", async () => {
  await using warehouse = await givenWarehouse({
    raw_nocodb_records_current: [
      nocodbRecord("Tasks", 1, { ...TASK, Complexity: "сложно" }),
      nocodbRecord("Tasks", 2, { ...TASK, Section: null }),
      nocodbRecord("Streams", 3, TASK),
    ],
  });

  const rows = await warehouse.build(stgNocodbTasks);

  expect(rows.map(({ native_id }) => native_id)).toEqual(["1", "2"]);
});
