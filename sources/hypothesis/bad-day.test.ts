import { describe, expect, test } from "vitest";

import { annotation, GROUP, ME } from "../testing/annotations.ts";
import type { Reply } from "../testing/loopback.ts";
import { givenGroups } from "./given-groups.ts";

const around = [annotation("before", 1), annotation("after", 3)];
const PROFILE = { json: { userid: ME, groups: [{ id: GROUP }] } };
const JSON_TYPE = { "Content-Type": "application/json" };

/** A page with this text of a record between two good ones. */
function pageWith(record: string): Reply {
  const [before, after] = around.map((row) => JSON.stringify(row));
  return { text: `{"total":3,"rows":[${before},${record},${after}]}`, headers: JSON_TYPE };
}

/** The text of a record in which one part is written otherwise. */
function written(part: string, otherwise: string): string {
  const record = JSON.stringify(annotation("odd", 2, { extra: "?" }));
  expect(record).toContain(part);
  return record.replace(part, otherwise);
}

describe("a record that is odd does not stop the others", () => {
  test.each([
    ["a field that is missing", '"updated":"2026-09-01T00:00:00.002402+00:00",', ""],
    ["a wrong type", '"id":"odd"', '"id":17'],
    ["no date", '"updated":"2026-09-01T00:00:00.002402+00:00"', '"updated":"yesterday"'],
  ])("%s: it is set aside", async (_, part, otherwise) => {
    const given = await givenGroups(around);
    given.server.faults.push(PROFILE, pageWith(written(part, otherwise)));

    await given.run();

    expect(Object.keys(await given.held())).toEqual(["after", "before"]);
    expect(await given.refused()).toHaveLength(1);
  });

  test.each([
    ["an integer beyond 2^53", '"?"', "12345678901234567890"],
    ["a NUL", '"?"', '"a\\u0000b"'],
    ["half a pair of surrogates", '"?"', '"\\ud800"'],
  ])("%s: it loads, or is set aside with its reason", async (_, part, otherwise) => {
    const given = await givenGroups(around);
    given.server.faults.push(PROFILE, pageWith(written(part, otherwise)));

    await given.run();

    const ids = Object.keys(await given.held());
    const refused = await given.refused();
    expect(ids).toEqual(expect.arrayContaining(["after", "before"]));
    expect(ids.length + refused.length).toBe(3);
  });

  test("one of 20 MB", async () => {
    const given = await givenGroups([...around, annotation("big", 2, { text: "я".repeat(1e7) })]);

    await given.run();

    const ids = Object.keys(await given.held());
    expect(ids).toEqual(expect.arrayContaining(["after", "before"]));
    expect(ids.length + (await given.refused()).length).toBe(3);
  });

  test("one whose clock is an hour ahead waits, and comes when its hour has", async () => {
    const ahead = { updated: "2026-10-01T01:00:00+00:00" };
    const given = await givenGroups([...around, annotation("ahead", 2, ahead)]);

    await given.run();
    const first = Object.keys(await given.held());
    await given.run();

    expect([first, Object.keys(await given.held())]).toEqual([
      ["after", "before"],
      ["after", "ahead", "before"],
    ]);
  });
});

describe("a page that is none fails, or is asked for again", () => {
  const whole = JSON.stringify({ total: 2, rows: around });
  const cut = Buffer.from(whole).subarray(0, -5).toString();

  test.each<[string, Reply]>([
    ["cut in the middle of a letter", { text: cut, headers: JSON_TYPE }],
    ["a connection that ends", { text: whole, headers: JSON_TYPE, droppedAfterBytes: 100 }],
    ["a server's error", { status: 502, text: "<html>" }],
  ])("%s: again, and all comes", async (_, reply) => {
    const given = await givenGroups(around);
    given.server.faults.push(PROFILE, reply);

    await given.run();

    expect(Object.keys(await given.held())).toEqual(["after", "before"]);
  });

  test.each<[string, Reply, string]>([
    ["HTML", { text: "<html>", headers: { "Content-Type": "text/html" } }, "SourceShapeError"],
    ["another envelope", { json: { annotations: [] } }, "SourceShapeError"],
    ["a refusal", { status: 403, json: {} }, "SourceAuthError"],
  ])("%s: it fails by name, and nothing lands", async (_, reply, name) => {
    const given = await givenGroups(around);
    given.server.faults.push(PROFILE, reply);

    await expect(given.run()).rejects.toMatchObject({ name });

    expect(await given.held()).toEqual({});
  });

  test("a cursor that this version did not write is refused by name", async () => {
    const given = await givenGroups(around);
    const { hypothesisAnnotations } = await import("./annotations.ts");
    const { signal } = new AbortController();
    const asked = { cursor: { read: "future" } as never, until: "2026-10-05T09:00:00Z", signal };

    await expect(hypothesisAnnotations(given).fetchPage(asked)).rejects.toMatchObject({
      name: "SourceCursorError",
    });
  });

  test("a cursor from the future brings nothing, and what a sweep finds", async () => {
    const given = await givenGroups(around);
    const { hypothesisAnnotations } = await import("./annotations.ts");
    const feed = hypothesisAnnotations(given);
    const { signal } = new AbortController();
    const read = { [GROUP]: Date.parse("2036-01-01T00:00:00Z") };
    const asked = {
      cursor: { read, hidden: [], walk: null },
      until: "2026-10-05T09:00:00Z",
    };
    const opened = await feed.fetchPage({ ...asked, signal });
    const page = await feed.fetchPage({ ...asked, cursor: opened.cursor, signal });

    await given.sweep();

    expect([page.records, page.done]).toEqual([[], true]);
    expect(Object.keys(await given.held())).toEqual(["after", "before"]);
  });
});
