import { describe, expect, test } from "vitest";

import type { Json } from "../source.ts";
import { baseServer, table } from "../testing/base.ts";
import type { Row } from "../testing/base.ts";
import type { Asked, Reply } from "../testing/loopback.ts";
import { sweepAll, walk } from "../testing/walk.ts";
import { nocodbFeeds } from "./feeds.ts";
import { nocodbRecords } from "./records.ts";

const FIRST_AT = Date.parse("2026-09-01T00:00:00Z");
const LATER = "2026-10-05T09:05:00Z";

function stamp(second: number): string {
  const iso = new Date(FIRST_AT + second * 1000).toISOString();
  return `${iso.slice(0, 10)} ${iso.slice(11, 19)}+00:00`;
}

function row(Id: number, rest: Row = {}): Row {
  return { Id, CreatedAt: stamp(Id * 10), UpdatedAt: null, Title: `row ${Id}`, ...rest };
}

function rows(count: number, rest: Row = {}): Row[] {
  return Array.from({ length: count }, (_, index) => row(index + 1, rest));
}

const keysOf = (records: readonly Json[]) =>
  (records as unknown as readonly { table_id: string; Id: number }[]).map(
    ({ table_id, Id }) => `${table_id}:${Id}`,
  );
const fieldsOf = (records: readonly Json[]) =>
  (records as unknown as readonly { fields: Row }[]).map(({ fields }) => fields);
const isOf = (id: string) => (asked: Asked) => asked.path === `/api/v2/tables/${id}/records`;

/** Three tables of three rows, of which the second answers with a fault. */
async function givenThree(fault: Reply) {
  const given = await baseServer(["ma", "mb", "mc"].map((id) => table(id, `Table ${id}`, rows(3))));
  given.base.fault = (asked) => (isOf("mb")(asked) ? fault : undefined);
  return given;
}

describe("a table that fails is refused alone and by its name", () => {
  test.each<[string, Reply, string]>([
    ["400", { status: 400, json: { msg: "x" } }, "not read: status 400"],
    [
      "422",
      { status: 422, json: { error: "ERR_FIELD_NOT_FOUND" } },
      "not read: status 422 FIELD_NOT_FOUND",
    ],
    ["403", { status: 403 }, "not shown: status 403"],
    ["500", { status: 500, json: { msg: "formula" } }, "not read: no usable answer in time"],
    ["a page of HTML", { text: "<html>" }, "not read: the answer has an unknown shape"],
    ["no list", { json: { rows: [] } }, "not read: the answer has an unknown shape"],
  ])("%s", async (_name, fault, reason) => {
    await using given = await givenThree(fault);

    const { records, quarantined } = await walk(nocodbRecords(given));

    expect(keysOf(records)).toEqual(["ma:1", "ma:2", "ma:3", "mc:1", "mc:2", "mc:3"]);
    expect(quarantined).toEqual([{ record: { table_id: "mb", table: "Table mb" }, reason }]);
  });

  test("it is read from where it stood once it answers again", async () => {
    await using given = await givenThree({ status: 500 });
    const feed = nocodbRecords(given);
    const { cursor } = await walk(feed);
    given.base.fault = () => undefined;

    const { records } = await walk(feed, { cursor });

    expect(keysOf(records).filter((key) => key.startsWith("mb"))).toEqual(["mb:1", "mb:2", "mb:3"]);
  });

  test("where all tables fail, the source does", async () => {
    await using given = await givenThree({});
    given.base.fault = (asked) => (asked.path.includes("/records") ? { status: 403 } : undefined);

    await expect(walk(nocodbRecords(given))).rejects.toMatchObject({ name: "SourceAuthError" });
  });

  test("where the list of tables fails in between, the server is down and no table at fault", async () => {
    await using given = await givenThree({});
    let isDown = false;
    given.base.fault = (asked) => {
      isDown ||= isOf("mb")(asked);
      return isDown ? { status: 503 } : undefined;
    };

    await expect(walk(nocodbRecords(given))).rejects.toMatchObject({ name: "SourceDownError" });
  });

  test("a sweep does not judge its rows, and lists those of the others", async () => {
    await using given = await givenThree({ status: 500 });
    const { signal } = new AbortController();

    const { keys, unjudged, done } = await nocodbRecords(given).sweep!({
      after: null,
      until: LATER,
      signal,
    });

    expect([unjudged, done]).toEqual([[{ field: "table_id", prefix: "mb" }], true]);
    expect(keys.map(([id]) => id)).toEqual(["ma", "ma", "ma", "mc", "mc", "mc"]);
  });
});

describe("the size of a page follows what it weighs", () => {
  test("an answer of many megabytes is asked for in smaller pieces, and all of it comes", async () => {
    const heavy = rows(60, { Title: "x".repeat(1_000_000) });
    await using given = await baseServer([table("ma", "Heavy", heavy)]);

    const { records, quarantined } = await walk(nocodbRecords(given));

    expect([keysOf(records).length, quarantined]).toEqual([60, []]);
    const limits = given.server.requests
      .filter((request) => request.includes("/records?"))
      .map((request) => Number(new URL(request, "http://x").searchParams.get("limit")));
    expect(Math.max(...limits.slice(2))).toBeLessThan(100);
  });

  test("one monster is set aside by its key and everything around it comes", async () => {
    const all = [...rows(30), row(31, { Title: "x".repeat(13_000_000) }), row(32)];
    const big = all.map((one) => ({ ...one, Note: "y".repeat(450_000) }));
    await using given = await baseServer([
      table("ma", "Answers", big, [{ title: "Note", uidt: "LongText" }]),
    ]);

    const { records, quarantined } = await walk(nocodbRecords(given));

    expect(keysOf(records)).toEqual(
      [...all.keys()].filter((at) => at !== 30).map((at) => `ma:${at + 1}`),
    );
    expect(quarantined).toEqual([
      {
        record: { table_id: "ma", table: "Answers", Id: 31 },
        reason: "not read: larger than can be held",
      },
    ]);
  });

  test("a record on which the server fails is set aside alone", async () => {
    await using given = await baseServer([table("ma", "Answers", rows(25))]);
    given.base.fault = ({ path, query }) => {
      const isKeysOnly = query.get("fields") === "Id";
      if (!path.endsWith("/records") || isKeysOnly) return undefined;
      const where = query.get("where") ?? "";
      const alone = /\(Id,in,(\d+)\)/.exec(where)?.[1];
      const after = Number(/\(Id,gt,(\d+)\)/.exec(where)?.[1] ?? 0);
      const isHit = alone === undefined ? after < 13 : alone === "13";
      return isHit ? { status: 500 } : undefined;
    };

    const { records, quarantined } = await walk(nocodbRecords(given));

    expect(keysOf(records)).toHaveLength(24);
    expect(quarantined).toEqual([
      {
        record: { table_id: "ma", table: "Answers", Id: 13 },
        reason: "not read: no usable answer in time",
      },
    ]);
  });
});

describe("all linked rows", () => {
  const COLUMNS: Row[] = [
    {
      id: "cl",
      title: "Members",
      uidt: "LinkToAnotherRecord",
      colOptions: { type: "hm", fk_related_model_id: "mm" },
    },
    {
      id: "ck",
      title: "Mails",
      uidt: "Lookup",
      colOptions: { fk_relation_column_id: "cl", fk_lookup_column_id: "ce" },
    },
  ];
  const members = Array.from({ length: 1_060 }, (_, index) => ({
    Id: index + 1,
    Mail: `m${index}@x.org`,
  }));

  test("beyond the 25 that come with a row are read, of links and of lookups, and cleaned", async () => {
    const shown = members.slice(0, 25);
    const row1 = row(1, { Members: shown, Mails: shown.map(({ Mail }) => Mail) });
    await using given = await baseServer([
      table("ma", "Cohorts", [row1, row(2, { Members: [], Mails: [] })], COLUMNS),
      table("mm", "Members", [], [{ id: "ce", title: "Mail", uidt: "Email" }]),
    ]);
    given.base.linked.set("ma/cl/1", members);

    const { records } = await walk(nocodbRecords(given));

    const [first] = fieldsOf(records);
    expect(first?.["Members"]).toEqual(
      members.map(({ Id, Mail }) => ({ Id, Mail: `#${Mail.length}` })),
    );
    expect(first?.["Mails"]).toEqual(members.map(({ Mail }) => `#${Mail.length}`));
  });

  test("a row whose linked ones cannot be read is set aside, and the next one comes", async () => {
    await using given = await baseServer([
      table("ma", "Cohorts", [row(1, { Members: members.slice(0, 25) }), row(2)], COLUMNS),
      table("mm", "Members", [], [{ id: "ce", title: "Mail", uidt: "Email" }]),
    ]);
    given.base.fault = ({ path }) => (path.includes("/links/") ? { status: 400 } : undefined);

    const { records, quarantined } = await walk(nocodbRecords(given));

    expect(keysOf(records)).toEqual(["ma:2"]);
    expect(quarantined).toEqual([
      {
        record: { table_id: "ma", table: "Cohorts", Id: 1 },
        reason: "its linked rows cannot be read",
      },
    ]);
  });
});

describe("titles that a filter's grammar would read as its own", () => {
  test.each(["Дата (создания)", "Дата, изменения", '"When"', "a~and", "-when", "(x"])(
    "%s",
    async (title) => {
      const stamped = (Id: number): Row => ({ Id, [title]: stamp(Id * 10), Title: `row ${Id}` });
      const [id, { meta, rows: made }] = table(
        "ma",
        "Answers",
        Array.from({ length: 300 }, (_, at) => stamped(at + 1)),
      );
      const columns = [
        { id: "c1", title: "Id", uidt: "ID", pk: 1 },
        { id: "c2", title, uidt: "LastModifiedTime" },
        { id: "c3", title: "Title", uidt: "SingleLineText" },
      ];
      await using given = await baseServer([[id, { meta: { ...meta, columns }, rows: made }]]);
      const feed = nocodbRecords(given);
      const { cursor } = await walk(feed);
      const changed = { ...stamped(7), [title]: stamp(5000), Title: "changed" };
      made.splice(6, 1, changed);
      made.push(stamped(301));

      const { records } = await walk(feed, { cursor });

      expect(fieldsOf(records)).toContainEqual(changed);
      expect(fieldsOf(records)).toContainEqual(stamped(301));
      expect(records.length).toBeLessThan(20);
    },
  );
});

test.each<[string, readonly Json[]]>([
  ["as an import makes them", ["recA1"]],
  ["UUIDs", ["6f1c9a52-0d3e-4d0a-9a52-0d3e4d0a9a52"]],
  ["digits with zeros before them", ["007"]],
  ["an address, like a person", ["ada@x.org"]],
])("a table with keys of text (%s) is refused for that, and the others load", async (_, keys) => {
  const [id, { meta }] = table("m1", "Imported", []);
  const columns = [{ title: "ncRecordId", uidt: "SingleLineText", pk: 1 }];
  await using given = await baseServer([
    [id, { meta: { ...meta, columns }, rows: keys.map((ncRecordId) => ({ ncRecordId })) }],
    table("m2", "Answers", rows(1)),
  ]);

  const feed = nocodbRecords({
    ...given,
    tables: {
      tasks: ["Imported", "Answers"].map((one) => ({
        table: one,
        columns: { title: { is: "t" } },
      })),
    },
  });
  const { records, quarantined } = await walk(feed);

  expect(keysOf(records)).toEqual(["m2:1"]);
  expect(quarantined).toEqual([
    {
      record: { table_id: "m1", table: "Imported" },
      reason: "its key is no whole number",
    },
  ]);
});

describe("a change of the structure reads a table again", () => {
  test.each<[string, (meta: Row) => Row]>([
    ["a renamed table", (meta) => ({ ...meta, description: "x" })],
    [
      "a renamed column",
      (meta) => withColumn(meta, { id: "cx", title: "Other", uidt: "SingleLineText" }),
    ],
    [
      "a column of another type",
      (meta) => withColumn(meta, { id: "cx", title: "Text", uidt: "Email" }),
    ],
    ["a dropped column", (meta) => withColumn(meta, null)],
    [
      "a link that leads to another table",
      (meta) =>
        withColumn(meta, {
          id: "cx",
          title: "Text",
          uidt: "LinkToAnotherRecord",
          colOptions: { type: "bt", fk_related_model_id: "m9" },
        }),
    ],
  ])("%s", async (name, change) => {
    const start = withColumn(table("ma", "Answers", [])[1].meta, TEXT);
    await using given = await baseServer([
      ["ma", { meta: start, rows: rows(200) }],
      table("mb", "Tasks", rows(200)),
    ]);
    const feed = nocodbRecords(given);
    const { cursor } = await walk(feed);
    const held = given.base.tables.get("ma")!;
    given.base.tables.set("ma", { ...held, meta: change(held.meta) });

    const { records } = await walk(feed, { cursor });

    const again = keysOf(records).filter((key) => key.startsWith("ma")).length;
    expect(again).toBe(name === "a renamed table" ? 7 : 200);
    expect(keysOf(records).filter((key) => key.startsWith("mb"))).toHaveLength(7);
  });
});

const TEXT: Row = { id: "cx", title: "Text", uidt: "SingleLineText" };

function withColumn(meta: Row, column: Row | null): Row {
  const kept = (meta["columns"] as Row[]).filter(({ id }) => id !== "cx");
  return { ...meta, columns: column === null ? kept : [...kept, column] };
}

describe("what an unchanged base costs", () => {
  /** Requests of both feeds in one run, as ingest makes them. */
  async function run(
    given: Awaited<ReturnType<typeof baseServer>>,
    cursors: Json[],
    until: string,
  ) {
    const before = given.server.requests.length;
    const feeds = nocodbFeeds(given);
    const walked = [];
    for (const [at, feed] of feeds.entries())
      walked.push(await walk(feed, { cursor: cursors[at] ?? null, until }));
    return {
      cursors: walked.map(({ cursor }) => cursor),
      recordCount: walked.reduce((sum, { records }) => sum + records.length, 0),
      asked: given.server.requests.length - before,
    };
  }

  test("are no more than three requests a table, after a bulk insert too, for ever", async () => {
    const bulk = Array.from({ length: 5_300 }, (_, at) =>
      row(at + 1, { CreatedAt: stamp(at / 1000) }),
    );
    await using given = await baseServer([
      table("ma", "Bulk", bulk),
      table("mb", "Tasks", rows(50)),
      table("mc", "Empty", []),
    ]);
    const first = await run(given, [], "2026-10-05T09:00:00Z");
    const asked: number[] = [];
    let { cursors } = first;
    for (let minute = 1; minute <= 9; minute += 1) {
      const next = await run(given, cursors, `2026-10-05T09:0${minute}:00Z`);
      asked.push(next.asked);
      ({ cursors } = next);
    }

    expect(first.recordCount).toBe(5_350 + 3 + 1);
    expect(Math.max(...asked)).toBeLessThanOrEqual(9);
    expect(asked.at(-1)).toBe(7);
  });

  test("a row of a bulk that became visible late comes with the following runs", async () => {
    const bulk = Array.from({ length: 3_000 }, (_, at) =>
      row(at + 1, { CreatedAt: stamp(at / 100) }),
    );
    await using given = await baseServer([table("ma", "Bulk", bulk)]);
    const late = bulk.splice(1_500, 1)[0]!;
    const feed = nocodbRecords(given);
    let { cursor } = await walk(feed, { until: "2026-10-05T09:00:00Z" });
    bulk.push(late);
    const seen: string[] = [];
    for (let minute = 1; minute <= 5; minute += 1) {
      const next = await walk(feed, { cursor, until: `2026-10-05T09:0${minute}:00Z` });
      seen.push(...keysOf(next.records));
      ({ cursor } = next);
    }

    expect(seen).toContain("ma:1501");
  });
});

test("a sweep lists stamps and foreign keys, which tell of rows that were linked anew", async () => {
  const columns = [{ id: "cf", title: "nc_Tasks_id", uidt: "ForeignKey", system: 1 }];
  await using given = await baseServer([
    table("ma", "Answers", [row(1, { nc_Tasks_id: 7 })], columns),
  ]);
  const feed = nocodbRecords(given);
  const { records } = await walk(feed);
  const { signal } = new AbortController();
  const before = await feed.sweep!({ after: null, until: LATER, signal });
  given.base.tables.get("ma")?.rows.splice(0, 1, row(1, { nc_Tasks_id: 8 }));
  const after = await feed.sweep!({ after: null, until: LATER, signal });

  const told = [before, after].map(({ marks }) => feed.bears!(records[0]!, marks![0]!));
  expect(told).toEqual([true, false]);
  const found = await feed.find!({ keys: after.keys, until: LATER, signal });
  expect(fieldsOf(found.records)).toEqual([row(1, { nc_Tasks_id: 8 })]);
});

test("rows are found by their keys, table by table, and what is gone is left out", async () => {
  await using given = await baseServer([
    table("ma", "Answers", rows(250)),
    table("mb", "Tasks", rows(3)),
  ]);
  const feed = nocodbRecords(given);
  const { signal } = new AbortController();
  let left: readonly (readonly Json[])[] = [...(await sweepAll(feed)), ["ma", 999], ["mz", 1]];
  const found: Json[] = [];
  for (let requests = 0; left.length > 0; requests += 1) {
    expect(requests).toBeLessThan(10);
    const page = await feed.find!({ keys: left, until: LATER, signal });
    found.push(...page.records);
    ({ left } = page);
  }

  expect(keysOf(found)).toHaveLength(253);
});
