import { readFileSync } from "node:fs";
import { expect, test } from "vitest";

import { testWithShared } from "../../test/shared.ts";
import { givenDemo, SMALL, type GivenDemo } from "../given-demo.ts";

const { truth } = SMALL;

function idOf(title: string): string {
  return SMALL.base.tables.find((table) => table.title === title)!.id;
}

function recordsOf(demo: GivenDemo, query: string) {
  return demo.base(`/api/v2/tables/${idOf("Attempts")}/records?${query}`);
}

test("without its token the answer is 401", async () => {
  await using demo = await givenDemo();

  const { status } = await demo.base(`/api/v2/meta/bases/${SMALL.base.id}/tables`, {});

  expect(status).toBe(401);
});

test("the base lists its tables, and a table its columns", async () => {
  await using demo = await givenDemo();

  const list = await demo.base(`/api/v2/meta/bases/${SMALL.base.id}/tables`);
  const one = await demo.base(`/api/v2/meta/tables/${idOf("Attempts")}`);

  const titles = list.body.list.map(({ title }: { title: string }) => title);
  expect(titles).toEqual(["Streams", "Enrolments", "Tasks", "Answers", "Attempts"]);
  expect(one.body.columns.map((column: { title: string }) => column.title)).toEqual([
    "Id",
    "CreatedAt",
    "UpdatedAt",
    "Answer",
    "Attempt",
    "Text",
    "Verdict",
    "Grade",
    "Comment",
    "CreatedBy",
    "LastModifiedBy",
  ]);
});

test("reading by key finds every row, and a limit above 1,000 is cut in silence", async () => {
  await using demo = await givenDemo();
  const ids: number[] = [];
  for (let last = 0; ; last = ids.at(-1)!) {
    const { body } = await recordsOf(demo, `where=(Id,gt,${last})&sort=Id&limit=100`);
    if (body.list.length === 0) break;
    ids.push(...body.list.map(({ Id }: { Id: number }) => Id));
  }
  const greedy = await recordsOf(demo, "limit=5000");

  expect(ids).toHaveLength(truth.counts.attempts + truth.counts.poison_attempts);
  expect(greedy.body.pageInfo.pageSize).toBe(1_000);
});

test("an offset past the end is 422, and so is nothing else about a last page", async () => {
  await using demo = await givenDemo();

  const past = await recordsOf(demo, "offset=999999");
  const last = await recordsOf(demo, "limit=1000");

  expect([past.status, past.body.error]).toEqual([422, "ERR_INVALID_OFFSET_VALUE"]);
  expect(last.body.pageInfo.isLastPage).toBe(true);
});

test("a row is null in `UpdatedAt` until somebody changes it", async () => {
  await using demo = await givenDemo();
  const { body } = await recordsOf(demo, "where=(Verdict,null)&sort=Id&limit=1");
  const [waiting] = body.list;

  demo.nocodb.rewrite("Attempts", waiting.Id, (row) => ({
    ...row,
    Verdict: "accepted",
    UpdatedAt: "2026-10-05 09:00:00+00:00",
  }));
  const changed = await recordsOf(demo, "where=(UpdatedAt,gte,exactDate,2026-10-05T09:00:00Z)");

  expect(waiting.UpdatedAt).toBeNull();
  expect(changed.body.list.map(({ Id }: { Id: number }) => Id)).toEqual([waiting.Id]);
});

test("a deleted row answers 404 and leaves no trace", async () => {
  await using demo = await givenDemo();
  demo.nocodb.rewrite("Attempts", 5, () => null);

  const { status, body } = await demo.base(`/api/v2/tables/${idOf("Attempts")}/records/5`);
  const count = await demo.base(`/api/v2/tables/${idOf("Attempts")}/records/count`);

  expect([status, body.error]).toEqual([404, "ERR_RECORD_NOT_FOUND"]);
  expect(count.body.count).toBe(truth.counts.attempts + truth.counts.poison_attempts - 1);
});

test("rows typed in late have a high id and an old `CreatedAt`", async () => {
  await using demo = await givenDemo();
  demo.clock.set(demo.clock.now() + 8 * 24 * 3_600_000);
  const late = truth.late_attempts.at(-1)!;

  const { body } = await recordsOf(demo, `where=(Id,in,${late},${late - 1},${late + 1})`);

  expect(truth.late_attempts.length).toBeGreaterThan(0);
  expect(body.list.find(({ Id }: { Id: number }) => Id === late).CreatedAt < "2026-09-15").toBe(
    true,
  );
});

testWithShared(
  "lists, errors and a table's description have the shape of a real server's",
  "recorded-replies/nocodb/v2_records_page1.json",
  async (path) => {
    const read = (file: string) => JSON.parse(readFileSync(path.replace(/[^/]+$/, file), "utf8"));
    const [page, gone, offset, meta] = [
      read("v2_records_page1.json"),
      read("err_notfound.json"),
      read("v2_bad_offset.json"),
      read("meta_table_v2.json"),
    ];
    await using demo = await givenDemo();
    const table = `/api/v2/tables/${idOf("Attempts")}/records`;

    const ours = await demo.base(`${table}?limit=5&sort=Id`);
    const ourGone = await demo.base(`${table}/99999999`);
    const ourOffset = await demo.base(`${table}?offset=999999`);
    const ourMeta = await demo.base(`/api/v2/meta/tables/${idOf("Attempts")}`);

    expect(Object.keys(ours.body)).toEqual(Object.keys(page.body));
    expect(Object.keys(ours.body.pageInfo)).toEqual(Object.keys(page.body.pageInfo));
    expect(Object.keys(ours.body.list[0]).slice(0, 3)).toEqual(
      Object.keys(page.body.list[0]).slice(0, 3),
    );
    expect(Object.keys(ours.body.list[0].CreatedBy)).toEqual(
      Object.keys(page.body.list[0].CreatedByX),
    );
    expect(ours.body.list[0].CreatedAt).toMatch(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\+00:00$/);
    expect(ourGone).toEqual({ status: gone.status, body: gone.body });
    expect(ourOffset).toEqual({ status: offset.status, body: offset.body });
    const known = Object.keys(meta.body).filter((field) => field !== "columnsHash");
    expect(Object.keys(ourMeta.body).toSorted()).toEqual(known.toSorted());
    expect(Object.keys(meta.body.columns[0])).toEqual(
      expect.arrayContaining(Object.keys(ourMeta.body.columns[0])),
    );
  },
);
