import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";

import { testWithShared } from "../../test/shared.ts";
import type { Json } from "../source.ts";
import { asTasks, baseServer, table } from "../testing/base.ts";
import type { Row } from "../testing/base.ts";
import { loopback } from "../testing/loopback.ts";
import { sweepAll, walk } from "../testing/walk.ts";
import { nocodbHttp } from "./options.ts";
import { nocodbRecords } from "./records.ts";

const FIRST_AT = Date.parse("2026-09-01T00:00:00Z");

/** As NocoDB writes instants: whole seconds. */
function stamp(second: number): string {
  const iso = new Date(FIRST_AT + second * 1000).toISOString();
  return `${iso.slice(0, 10)} ${iso.slice(11, 19)}+00:00`;
}

function row(Id: number, rest: Row = {}): Row {
  return { Id, CreatedAt: stamp(Id * 10), UpdatedAt: null, Title: `row ${Id}`, ...rest };
}

function rows(count: number): Row[] {
  return Array.from({ length: count }, (_, index) => row(index + 1));
}

/** What a mapping by the key alone makes of a row. */
function asTask(Id: number): Row {
  const { CreatedAt: created_at, UpdatedAt: updated_at } = row(Id) as Record<string, Json>;
  return {
    ...{ title: Id, section: null, complexity: null, cohort: null, cohort_id: null },
    ...{ created_by: null, created_by_name: null, modified_by: null, modified_by_name: null },
    ...{ created_at: created_at!, updated_at: updated_at! },
  };
}

interface Landed {
  readonly table_id: string;
  readonly Id: number;
  readonly fields: Row;
}

const landed = (records: readonly Json[]) => records as unknown as readonly Landed[];
const keysOf = (records: readonly Json[]) =>
  new Set(landed(records).map(({ table_id, Id }) => `${table_id}:${Id}`));
const allOf = (tables: ReadonlyMap<string, { readonly rows: readonly Row[] }>) =>
  new Set([...tables].flatMap(([id, { rows }]) => rows.map(({ Id }) => `${id}:${String(Id)}`)));

test("records of all tables land as they were sent, each with its table and its role", async () => {
  await using given = await baseServer([
    table("mb", "Tasks", rows(2)),
    table("ma", "Answers", rows(1)),
  ]);

  const { records } = await walk(nocodbRecords(given));

  expect(records).toEqual([
    { table_id: "ma", table: "Answers", Id: 1, fields: row(1), role: "tasks", as: asTask(1) },
    { table_id: "mb", table: "Tasks", Id: 1, fields: row(1), role: "tasks", as: asTask(1) },
    { table_id: "mb", table: "Tasks", Id: 2, fields: row(2), role: "tasks", as: asTask(2) },
  ]);
});

test("a record that cannot be read is quarantined and the page goes on", async () => {
  const poison = row(2, { UpdatedAt: "yesterday", Author: { email: "ada@x.org" } });
  await using given = await baseServer([
    table("ma", "Answers", [row(1), poison, row(3)], [{ title: "Author", uidt: "User" }]),
  ]);

  const { records, quarantined } = await walk(nocodbRecords(given));

  expect(landed(records).map(({ Id }) => Id)).toEqual([1, 3]);
  expect(quarantined).toEqual([
    {
      record: {
        table_id: "ma",
        table: "Answers",
        Id: 2,
        fields: { ...poison, Author: { email: "#9" } },
      },
      reason: "fields.UpdatedAt: expected a timestamp",
    },
  ]);
});

test("an unknown envelope is refused", async () => {
  await using given = await baseServer([table("ma", "Answers", rows(1))]);
  given.server.faults.push({ json: { tables: [] } });

  await expect(walk(nocodbRecords(given))).rejects.toMatchObject({ name: "SourceShapeError" });
});

describe("killed at any page and resumed", () => {
  test.each([0, 1, 2, 3])("page %i is lost and every record comes", async (killedAtPage) => {
    await using given = await baseServer([
      table("ma", "Answers", rows(2500)),
      table("mb", "Tasks", rows(700)),
    ]);

    const { records } = await walk(nocodbRecords(given), { killedAtPage });

    expect(keysOf(records)).toEqual(allOf(given.base.tables));
  });
});

test("a server that sends fewer rows than asked for, silently, loses none", async () => {
  await using given = await baseServer([table("ma", "Answers", rows(2500))]);
  given.base.rowsMax = 100;

  const { records } = await walk(nocodbRecords(given));

  expect(landed(records).map(({ Id }) => Id)).toEqual(rows(2500).map(({ Id }) => Id));
});

test("rows deleted while we page take no other row along", async () => {
  await using given = await baseServer([table("ma", "Answers", rows(2500))]);
  const answers = given.base.tables.get("ma");

  const { records } = await walk(nocodbRecords(given), {
    afterPage: () => answers?.rows.splice(0, 10),
  });

  expect(keysOf(records)).toEqual(new Set(rows(2500).map(({ Id }) => `ma:${String(Id)}`)));
});

test("a verdict set later comes with the next run, and old rows do not", async () => {
  await using given = await baseServer([
    table("ma", "Attempts", rows(500), [{ title: "Verdict", uidt: "SingleSelect" }]),
  ]);
  const source = nocodbRecords(given);
  const { cursor } = await walk(source);
  const attempts = given.base.tables.get("ma");
  const verdict = row(7, { UpdatedAt: stamp(6000), Verdict: "accepted" });
  attempts?.rows.splice(6, 1, verdict);

  const again = await walk(source, { cursor });

  expect(landed(again.records).map(({ fields }) => fields)).toContainEqual(verdict);
  expect(again.records.length).toBeLessThan(20);
});

test("a row made since the last run comes although it was never edited", async () => {
  await using given = await baseServer([table("ma", "Answers", rows(5))]);
  const source = nocodbRecords(given);
  const { cursor } = await walk(source);
  given.base.tables.get("ma")?.rows.push(row(6));

  const { records } = await walk(source, { cursor });

  expect(keysOf(records)).toContain("ma:6");
});

test("a change stamped before the newest one seen, but visible after, lies within the overlap", async () => {
  await using given = await baseServer([
    table("ma", "Attempts", rows(500), [{ title: "Verdict", uidt: "SingleSelect" }]),
  ]);
  const source = nocodbRecords(given);
  const { cursor } = await walk(source);
  const late = row(7, { UpdatedAt: stamp(5000 - 30), Verdict: "accepted" });
  given.base.tables.get("ma")?.rows.splice(6, 1, late);

  const again = await walk(source, { cursor });

  expect(landed(again.records).map(({ fields }) => fields)).toContainEqual(late);
});

test("a row edited behind a walk that stood still for days comes with the next run", async () => {
  await using given = await baseServer([table("ma", "Attempts", rows(1500))]);
  const source = nocodbRecords(given);
  const { signal } = new AbortController();
  const started = new Date(FIRST_AT + 20_000_000).toISOString();
  const first = await source.fetchPage({ cursor: null, until: started, signal });
  const edited = row(5, { UpdatedAt: stamp(20_100_000 / 1000), Title: "edited" });
  const attempts = given.base.tables.get("ma");
  attempts?.rows.splice(4, 1, edited);
  attempts?.rows.push(row(1501, { CreatedAt: stamp(900_000) }));

  const rest = await walk(source, { cursor: first.cursor });
  const next = await walk(source, { cursor: rest.cursor });

  const seen = landed([...rest.records, ...next.records]);
  expect(seen.map(({ fields }) => fields)).toContainEqual(edited);
});

test("changes newer than the run are left to the next one", async () => {
  await using given = await baseServer([table("ma", "Attempts", [row(1), row(2)])]);
  given.base.tables.get("ma")?.rows.push(row(3, { UpdatedAt: stamp(9000) }));
  const source = nocodbRecords(given);

  const first = await walk(source, { until: new Date(FIRST_AT + 100_000).toISOString() });
  const second = await walk(source, { cursor: first.cursor });

  expect(keysOf(first.records)).toEqual(new Set(["ma:1", "ma:2"]));
  expect(keysOf(second.records)).toContain("ma:3");
});

test("a run on an unchanged base ends with the cursor it began with", async () => {
  await using given = await baseServer([
    table("ma", "Answers", rows(50)),
    table("mb", "Empty", []),
  ]);
  const source = nocodbRecords(given);
  const first = await walk(source);

  const second = await walk(source, { cursor: first.cursor });

  expect(second.cursor).toEqual(first.cursor);
});

test("a table that appears later is found, and read from its beginning", async () => {
  await using given = await baseServer([table("mb", "Tasks", rows(5))]);
  const source = nocodbRecords({ ...given, tables: asTasks("Tasks", "Streams") });
  const { cursor } = await walk(source);
  given.base.tables.set(...table("ma", "Streams", [row(1, { CreatedAt: stamp(-9_000_000) })]));

  const again = await walk(source, { cursor });

  expect(keysOf(again.records)).toContain("ma:1");
});

test("a table that is gone or without a key is recorded, and the others come", async () => {
  await using given = await baseServer([
    table("ma", "Gone", rows(1)),
    table("mb", "Keyless", rows(1)),
    table("mc", "Tasks", rows(2)),
  ]);
  const keyless = given.base.tables.get("mb");
  if (keyless !== undefined) keyless.meta["columns"] = [{ title: "Id", uidt: "Number" }];
  const list = [...given.base.tables.values()].map(({ meta }) => meta);
  given.base.tables.delete("ma");
  given.server.faults.push({ json: { list } });

  const { records, quarantined } = await walk(nocodbRecords(given));

  expect(keysOf(records)).toEqual(new Set(["mc:1", "mc:2"]));
  expect(
    quarantined.map(({ record, reason }) => [(record as unknown as Landed).table_id, reason]),
  ).toEqual([
    ["ma", "not shown: status 404"],
    ["mb", "it has no primary key of one column"],
  ]);
});

test("of e-mails a keyed hash lands, of phones nothing, wherever people stand in a row", async () => {
  const columns = [
    { title: "Почта", uidt: "Email" },
    { title: "Phone", uidt: "PhoneNumber" },
    { title: "Member", uidt: "User" },
    { title: "CreatedBy", uidt: "CreatedBy" },
  ];
  const people = {
    Почта: "Ada@x.org",
    Phone: "+7 900",
    Member: [{ id: "us1", email: "ada@x.org", display_name: "Ada" }],
    CreatedBy: { id: "us2", email: "eva@x.org", display_name: null },
  };
  await using given = await baseServer([table("ma", "Enrolments", [row(1, people)], columns)]);

  const { records } = await walk(nocodbRecords(given));

  expect(landed(records)[0]?.fields).toEqual({
    ...row(1),
    Почта: "#9",
    Member: [{ id: "us1", email: "#9", display_name: "Ada" }],
    CreatedBy: { id: "us2", email: "#9", display_name: null },
  });
});

test("links that open an attachment without a token do not land", async () => {
  const file = { title: "essay.pdf", path: "download/essay.pdf", size: 9 };
  const signed = { ...file, signedPath: "dltemp/s3cret", thumbnails: { tiny: { signedUrl: "s" } } };
  await using given = await baseServer([
    table("ma", "Answers", [row(1, { File: [signed] })], [{ title: "File", uidt: "Attachment" }]),
  ]);

  const { records } = await walk(nocodbRecords(given));

  expect(landed(records)[0]?.fields["File"]).toEqual([{ ...file, thumbnails: { tiny: {} } }]);
});

test("rate limits, lost connections and errors in mid-walk change nothing", async () => {
  await using given = await baseServer([table("ma", "Answers", rows(2500))]);

  const { records } = await walk(nocodbRecords(given), {
    afterPage: () => {
      given.server.faults.push(
        { status: 429 },
        { status: 500 },
        { json: {}, droppedAfterBytes: 1 },
      );
    },
  });

  expect(keysOf(records)).toEqual(allOf(given.base.tables));
});

test("versions that answer 422 past the last row are at the end, not at fault", async () => {
  await using given = await baseServer([table("ma", "Answers", rows(3))]);
  given.base.isOddAtEnd = true;

  const { records } = await walk(nocodbRecords(given));

  expect(keysOf(records)).toEqual(allOf(given.base.tables));
});

test("a server that ignores the filter is refused, not read for ever", async () => {
  await using given = await baseServer([]);
  await using server = await loopback(({ path }) => {
    const { meta } = table("ma", "Answers", [])[1];
    if (path.endsWith("/tables")) return { json: { list: [meta] } };
    return { json: path.includes("/meta/") ? meta : { list: rows(3) } };
  });
  const http = nocodbHttp({ url: server.url, token: "t", perSecond: 1000 });

  await expect(walk(nocodbRecords({ ...given, http, tables: asTasks("Answers") }))).rejects.toThrow(
    "no whole number in the key",
  );
});

test("a sweep lists the keys that are left, and asks for nothing else", async () => {
  await using given = await baseServer([
    table("ma", "Answers", rows(2100)),
    table("mb", "Tasks", rows(3)),
  ]);
  given.base.tables.get("ma")?.rows.splice(99, 1);

  const keys = await sweepAll(nocodbRecords(given));

  expect(new Set(keys.map(([id, key]) => `${String(id)}:${String(key)}`))).toEqual(
    allOf(given.base.tables),
  );
  const asked = given.server.requests.filter((request) => request.includes("/records?"));
  expect(asked.every((request) => request.includes("fields=Id"))).toBe(true);
});

test("a sweep goes on past the requests of one page, to the last table", async () => {
  const ids = Array.from({ length: 30 }, (_, index) => `m${String(index).padStart(2, "0")}`);
  await using given = await baseServer(ids.map((id) => table(id, `Table ${id}`, rows(1))));

  const keys = await sweepAll(nocodbRecords(given));

  expect(keys).toEqual(ids.map((id) => [id, 1]));
});

testWithShared(
  "replies recorded from a real NocoDB are read",
  "recorded-replies/nocodb/meta_table_v2.json",
  async (path) => {
    const recorded = (file: string): Row =>
      (JSON.parse(readFileSync(join(path, "..", file), "utf8")) as { body: Row }).body;
    const meta = recorded("meta_table_v2.json");
    await using server = await loopback(({ path: asked, query }) => {
      if (asked.endsWith("/tables")) return { json: { list: [meta] } };
      if (asked.includes("/meta/")) return { json: meta };
      const isFirst = query.get("where") === null;
      return isFirst
        ? { json: recorded("v2_records_page1.json") }
        : { status: 422, json: recorded("v2_bad_offset.json") };
    });
    const http = nocodbHttp({ url: server.url, token: "t", perSecond: 1000 });

    const source = nocodbRecords({
      ...{ http, bases: ["p1"], hash: () => "#" },
      tables: asTasks("Members"),
    });
    const { records, quarantined } = await walk(source, { until: "2026-11-23T00:00:00Z" });

    expect(quarantined).toEqual([]);
    expect(landed(records).map(({ Id }) => Id)).toEqual([1, 2, 3, 4, 5]);
    expect(JSON.stringify(records)).not.toContain("@example.com");
  },
);
