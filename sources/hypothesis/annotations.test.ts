import { expect, test } from "vitest";

import type { Json } from "../source.ts";
import { annotation, annotationServer, GROUP, instant, ME } from "../testing/annotations.ts";
import type { Row } from "../testing/annotations.ts";
import { walk } from "../testing/walk.ts";
import { hypothesisAnnotations } from "./annotations.ts";

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const DAY = 24 * 60 * MINUTE;
const HOUR_LATER = "2026-10-05T10:00:00Z";

function many(count: number, msOf: (index: number) => number = (index) => index * SECOND): Row[] {
  return Array.from({ length: count }, (_, index) => annotation(`a${index}`, msOf(index)));
}

const idsOf = (records: readonly Json[]) => [
  ...new Set((records as readonly Row[]).map(({ id }) => id)),
];

test("annotations, replies and page notes land as they were sent", async () => {
  const quote = { type: "TextQuoteSelector", exact: "Граница", prefix: "", suffix: "" };
  const rows = [
    annotation("quoted", 0, { target: [{ source: "https://x.org", selector: [quote] }] }),
    annotation("reply", 1, { references: ["quoted"] }),
    annotation("note", 2, { target: [{ source: "https://x.org" }] }),
  ];
  const given = await annotationServer([...rows, ...many(430, (at) => (at + 1) * MINUTE)]);

  const { records, quarantined } = await walk(hypothesisAnnotations(given));

  expect(quarantined).toEqual([]);
  const landed = new Map(records.map((record) => [JSON.stringify(record), record]));
  expect([...landed.values()]).toEqual(given.state.rows);
});

test("an unreadable annotation is quarantined and the page goes on", async () => {
  const bad = annotation("bad", 5 * SECOND, { updated: "yesterday" });
  const given = await annotationServer([...many(3), bad, annotation("z", MINUTE)]);

  const { records, quarantined } = await walk(hypothesisAnnotations(given));

  expect(idsOf(records)).toEqual(["a0", "a1", "a2", "z"]);
  expect(quarantined[0]).toEqual({ record: bad, reason: expect.stringContaining("updated") });
});

test("an unknown envelope is refused", async () => {
  const given = await annotationServer(many(1));
  given.failing.set("/api/search", { json: { message: "maintenance" } });

  await expect(walk(hypothesisAnnotations(given))).rejects.toMatchObject({
    name: "SourceShapeError",
  });
});

test("more annotations of one millisecond than fit a page come by their ids, and that once", async () => {
  const given = await annotationServer([...many(530, () => 7), annotation("last", 8)]);
  const feed = hypothesisAnnotations(given);
  const byIds = () => given.server.requests.filter((path) => path.includes("sort=id")).length;

  const { records, cursor } = await walk(feed);
  const first = byIds();
  await walk(feed, { cursor, until: HOUR_LATER });

  expect(idsOf(records)).toHaveLength(531);
  expect([first, byIds()]).toEqual([4, 4]);
});

test("one edited after a walk by ids has passed it, and before that was resumed, comes next", async () => {
  const given = await annotationServer(many(530, () => 7));
  const feed = hypothesisAnnotations(given);
  const { signal } = new AbortController();
  let cursor = null;
  for (let page = 0; page < 4; page += 1) {
    ({ cursor } = await feed.fetchPage({ cursor, until: "2026-09-10T09:00:00Z", signal }));
  }
  const passed = given.state.rows.toSorted((a, b) => (String(a["id"]) < String(b["id"]) ? -1 : 1));
  const edited = { ...passed[0]!, text: "иначе", updated: instant(15 * DAY) };
  given.state.rows[given.state.rows.indexOf(passed[0]!)] = edited;

  const resumed = await walk(feed, { cursor });
  const next = await walk(feed, { cursor: resumed.cursor, until: HOUR_LATER });

  expect(resumed.records).not.toContainEqual(edited);
  expect(next.records).toContainEqual(edited);
});

test("one that was edited since the index looked takes no page past the others", async () => {
  const given = await annotationServer(many(450));
  const justNow = "2026-10-05T08:59:00.000402+00:00";
  for (const at of [10, 199]) {
    given.state.indexedAs.set(`a${at}`, String(given.state.rows[at]?.["updated"]));
    given.state.rows[at] = { ...given.state.rows[at]!, updated: justNow };
  }

  const { records } = await walk(hypothesisAnnotations(given));

  expect(idsOf(records)).toHaveLength(450);
});

test("more that were edited just now than fit a page come all", async () => {
  const justNow = Date.parse("2026-10-05T08:58:00Z") - Date.parse("2026-09-01T00:00:00Z");
  const given = await annotationServer(many(430, (index) => justNow + index));

  const { records } = await walk(hypothesisAnnotations(given));

  expect(idsOf(records)).toHaveLength(430);
});

test("of two annotations of one millisecond at the edge of a page none is lost", async () => {
  const given = await annotationServer(many(201, (index) => Math.min(index, 199)));

  const { records } = await walk(hypothesisAnnotations(given));

  expect(idsOf(records)).toHaveLength(201);
});

test("a page that was cut short is not the end", async () => {
  const given = await annotationServer(many(350));
  const half = given.state.rows.slice(0, 80);
  given.server.faults.push({ json: { userid: ME, groups: [{ id: GROUP }] } });
  given.server.faults.push({ json: { total: 350, rows: half } });

  const { records } = await walk(hypothesisAnnotations(given));

  expect(idsOf(records)).toHaveLength(350);
});

test("an empty page that is not the end delays, and loses nothing", async () => {
  const given = await annotationServer(many(350));
  const feed = hypothesisAnnotations(given);
  given.server.faults.push({ json: { userid: ME, groups: [{ id: GROUP }] } });
  given.server.faults.push({ json: { total: 350, rows: [] } });

  const { cursor, records } = await walk(feed);
  const next = await walk(feed, { cursor });

  expect([idsOf(records).length, idsOf(next.records).length]).toEqual([0, 350]);
});

test("the same page twice goes on, and brings nothing else", async () => {
  const given = await annotationServer(many(250));
  const first = { total: 250, rows: given.state.rows.slice(0, 200) };
  given.server.faults.push({ json: { userid: ME, groups: [{ id: GROUP }] } });
  given.server.faults.push({ json: first }, { json: first });

  const { records } = await walk(hypothesisAnnotations(given));

  expect(idsOf(records)).toHaveLength(250);
});

test("a page that is never the one that was asked for is refused", async () => {
  const given = await annotationServer(many(250));
  given.failing.set("/api/search", { json: { total: 250, rows: given.state.rows.slice(0, 200) } });

  await expect(walk(hypothesisAnnotations(given))).rejects.toThrow("before the place");
});

test.each([0, 1, 2, 3])("killed at page %i and resumed, every one comes", async (killedAtPage) => {
  const given = await annotationServer(many(450));

  const { records } = await walk(hypothesisAnnotations(given), { killedAtPage });

  expect(idsOf(records)).toHaveLength(450);
});

test("one that is edited while we page comes again at the end, and hides none", async () => {
  const given = await annotationServer(many(450));
  const edited = { ...given.state.rows[0]!, text: "иначе", updated: instant(DAY) };

  const { records } = await walk(hypothesisAnnotations(given), {
    afterPage: (page) => {
      if (page === 1) given.state.rows[0] = edited;
    },
  });

  expect(records).toContainEqual(edited);
  expect(idsOf(records)).toHaveLength(450);
});

test("what the index learnt late is read by the next run, within ten minutes", async () => {
  const given = await annotationServer(many(20, (index) => index * MINUTE));
  const late = ["a10", "a5"];
  for (const id of late) given.state.unindexed.add(id);
  const feed = hypothesisAnnotations(given);
  const { cursor } = await walk(feed);
  given.state.unindexed.clear();

  const { records } = await walk(feed, { cursor, until: HOUR_LATER });

  expect(idsOf(records)).toEqual(
    many(20)
      .map(({ id }) => id)
      .slice(10),
  );
});

test("what changed after the run's moment is left to the next one", async () => {
  const future = annotation("future", 40 * DAY);
  const given = await annotationServer([annotation("past", 0), future]);
  const feed = hypothesisAnnotations(given);

  const first = await walk(feed, { until: "2026-10-05T09:00:00Z" });
  const second = await walk(feed, { cursor: first.cursor, until: "2026-10-15T09:00:00Z" });

  expect([idsOf(first.records), idsOf(second.records)]).toEqual([["past"], ["past", "future"]]);
});

test("a run that finds nothing new says that it read again, so that nothing lands twice", async () => {
  const given = await annotationServer(many(3));
  const feed = hypothesisAnnotations(given);
  const { cursor } = await walk(feed);
  const { signal } = new AbortController();
  const opened = await feed.fetchPage({ cursor: cursor as never, until: HOUR_LATER, signal });

  const page = await feed.fetchPage({ cursor: opened.cursor, until: HOUR_LATER, signal });

  expect([page.records.length, page.isReread]).toEqual([3, true]);
});

test("a group that is added is read from its beginning, and one that is left out is read no more", async () => {
  const inB = annotation("b", 0, { group: "B", permissions: { read: ["group:B"] } });
  const given = await annotationServer([annotation("a", 30 * DAY), inB]);
  given.state.own.add("B");
  const { cursor } = await walk(hypothesisAnnotations(given));

  const both = await walk(hypothesisAnnotations({ ...given, groups: [GROUP, "B"] }), { cursor });
  const onlyB = await walk(hypothesisAnnotations({ ...given, groups: ["B"] }), {
    cursor: both.cursor,
  });

  expect([idsOf(both.records), idsOf(onlyB.records)]).toEqual([["a", "b"], ["b"]]);
});

test("429 without a word of how long is waited out", async () => {
  const given = await annotationServer(many(3));
  const limited = {
    status: 429,
    json: { status: "failure", reason: "Request rate limit exceeded" },
  };
  given.server.faults.push(limited, limited, limited);

  const { records } = await walk(hypothesisAnnotations(given));

  expect(idsOf(records)).toHaveLength(3);
});

test("a token that has expired is named, where a search would only find nothing", async () => {
  const given = await annotationServer(many(3));
  given.state.userid = null;

  await expect(walk(hypothesisAnnotations(given))).rejects.toMatchObject({
    name: "SourceAuthError",
  });
});

test("without a token an open group is read", async () => {
  const open = annotation("a", 0, { permissions: { read: ["group:__world__"] } });
  const given = await annotationServer([open], { hasToken: false });
  given.state.userid = null;
  given.state.open.add(GROUP);

  const { records } = await walk(hypothesisAnnotations(given));

  expect(idsOf(records)).toEqual(["a"]);
});

test("a group that is not shown is named once, and the others are read", async () => {
  const given = await annotationServer(many(3), { groups: ["gone", GROUP] });
  const feed = hypothesisAnnotations(given);

  const first = await walk(feed);
  const second = await walk(feed, { cursor: first.cursor });

  expect(first.quarantined).toEqual([
    { record: { group: "gone" }, reason: "this group is not shown to the token" },
  ]);
  expect([idsOf(first.records).length, second.quarantined]).toEqual([3, []]);
});
