import { expect, test } from "vitest";

import type { Json } from "../source.ts";
import { projectServer, type ProjectServer } from "../testing/project.ts";
import { sweepAll, walk } from "../testing/walk.ts";
import { posthogDistinctIds } from "./distinct-ids.ts";
import { posthogPersons } from "./persons.ts";

const hash = (value: string) => `#${value.length}`;
const MADE = "2026-05-01T10:00:00.000000Z";

function idOf(number: number): string {
  return `0190bbbb-0000-7000-8000-${number.toString(16).padStart(12, "0")}`;
}

function person(number: number, version = 0, is_deleted: Json = 0) {
  return { id: idOf(number), created_at: "2026-05-01T13:00:00+03:00", version, is_deleted };
}

function landed(number: number, version = 0, is_deleted = false) {
  return { id: idOf(number), created_at: MADE, version, is_deleted };
}

function mapping(distinct_id: Json, number: number) {
  return { distinct_id, person_id: idOf(number) };
}

const OPTIONS = { personsEveryHours: 3, rowsMax: 50, hash };
const personsOf = ({ hogql }: ProjectServer) => posthogPersons({ ...OPTIONS, hogql });
const mappingsOf = ({ hogql }: ProjectServer) => posthogDistinctIds({ ...OPTIONS, hogql });

test("of a person the highest version lands, merged and deleted ones too", async () => {
  await using given = await projectServer({
    raw_persons: [person(1, 10), person(1, 9), person(2, 3, 1), person(3, 0, true)],
  });

  const { records, quarantined } = await walk(personsOf(given));

  expect(records).toEqual([landed(1, 10), landed(2, 3, true), landed(3, 0, true)]);
  expect(quarantined).toEqual([]);
});

test("of persons' properties nothing is asked for", async () => {
  await using given = await projectServer({ raw_persons: [person(1)] });

  await walk(personsOf(given));

  expect(given.queries.join()).not.toContain("properties");
});

test("persons of several pages all come, their versions in order", async () => {
  const raw_persons = Array.from({ length: 170 }, (_, index) =>
    person(Math.floor(index / 3), index % 3),
  );
  await using given = await projectServer({ raw_persons });

  const { records } = await walk(personsOf(given));
  const current = new Map(records.map((record) => [(record as { id: string }).id, record]));

  expect([...current.values()].slice(0, 56)).toEqual(
    Array.from({ length: 56 }, (_, number) => landed(number, 2)),
  );
});

test.each<[string, { readonly [key: string]: Json }, string]>([
  ["no id", { id: null }, "id: "],
  ["a version past 2^53", { version: 2 ** 54 }, "version: "],
  ["a word for its end", { is_deleted: "ada@example.org" }, "is_deleted: "],
  ["no beginning", { created_at: null }, "created_at: "],
])("a person with %s is quarantined, and the others land", async (_, wrong, reason) => {
  await using given = await projectServer({
    raw_persons: [person(1), { ...person(2), ...wrong }, person(3)],
  });

  const { records, quarantined } = await walk(personsOf(given));

  expect(records).toEqual([landed(1), landed(3)]);
  expect(quarantined[0]?.reason).toContain(reason);
  expect(JSON.stringify(quarantined)).not.toContain("example.org");
});

test("persons are read again once three hours are over, and not by each run", async () => {
  await using given = await projectServer({ raw_persons: [person(1)] });
  const feed = personsOf(given);
  const first = await walk(feed, { until: "2026-10-05T09:00:00Z" });
  given.tables.raw_persons.push(person(1, 1, 1));

  const soon = await walk(feed, { until: "2026-10-05T11:59:00Z", cursor: first.cursor });
  const later = await walk(feed, { until: "2026-10-05T12:00:00Z", cursor: soon.cursor });

  expect([soon.records, soon.cursor]).toEqual([[], first.cursor]);
  expect(later.records).toEqual([landed(1, 1, true)]);
});

test.each([0, 1, 2, 3])(
  "killed at page %i and resumed, every person comes",
  async (killedAtPage) => {
    const raw_persons = Array.from({ length: 120 }, (_, number) => person(number));
    await using given = await projectServer({ raw_persons });

    const { records } = await walk(personsOf(given), { killedAtPage });

    expect(new Set(records.map((record) => JSON.stringify(record))).size).toBe(120);
  },
);

test("a sweep lists every person that is known there, deleted ones too", async () => {
  await using given = await projectServer({ raw_persons: [person(1), person(2, 1, 1)] });

  expect(await sweepAll(personsOf(given))).toEqual([[idOf(1)], [idOf(2)]]);
});

test("an id keeps its name as its person merges into another: the mapping alone changes", async () => {
  await using given = await projectServer({ person_distinct_ids: [mapping("anna", 1)] });
  const feed = mappingsOf(given);
  const first = await walk(feed, { until: "2026-10-05T09:00:00Z" });
  given.tables.person_distinct_ids.splice(0, 1, mapping("anna", 2));

  const second = await walk(feed, { until: "2026-10-05T12:00:00Z", cursor: first.cursor });

  expect([first.records, second.records]).toEqual([[mapping("anna", 1)], [mapping("anna", 2)]]);
});

test("ids of all persons come, of one with more than a page, too", async () => {
  const many = Array.from({ length: 180 }, (_, index) => mapping(`one-${index}`, 2));
  const others = Array.from({ length: 90 }, (_, index) => mapping(`id-${index}`, 3 + index));
  const person_distinct_ids = [mapping("first", 1), ...many, ...others];
  await using given = await projectServer({ person_distinct_ids });

  const { records } = await walk(mappingsOf(given));

  const named = new Set(records.map((record) => (record as { distinct_id: string }).distinct_id));
  expect(named).toEqual(new Set(person_distinct_ids.map(({ distinct_id }) => distinct_id)));
});

test("an address is no id that lands, neither in a record nor in a place to go on from", async () => {
  const ids = Array.from({ length: 120 }, (_, index) => mapping(`ada${index}@example.org`, index));
  await using given = await projectServer({
    person_distinct_ids: [...ids, { distinct_id: "bob@example.org", person_id: 7 }],
  });
  const places: Json[] = [];
  const feed = mappingsOf(given);
  const noting = {
    ...feed,
    fetchPage: async (request: Parameters<typeof feed.fetchPage>[0]) => {
      const page = await feed.fetchPage(request);
      places.push(page.cursor);
      return page;
    },
  };

  const { records, quarantined } = await walk(noting);

  expect(places.length).toBeGreaterThan(2);
  expect(quarantined.length).toBe(1);
  expect(JSON.stringify([records, quarantined, places])).not.toContain("example.org");
});

test("whatever an id holds, it is asked for as it is", async () => {
  const odd = [
    "it's",
    "back\\slash",
    "new\nline",
    "тире — и «кавычки»",
    "\u0000nul",
    "a, b) OR (1",
  ];
  const person_distinct_ids = [
    ...odd.map((id) => mapping(id, 1)),
    ...Array.from({ length: 60 }, (_, index) => mapping(`~${index}`, 1)),
  ];
  await using given = await projectServer({ person_distinct_ids });

  const { records } = await walk(
    posthogDistinctIds({ ...OPTIONS, rowsMax: 3, hogql: given.hogql }),
  );

  const named = records.map((record) => (record as { distinct_id: string }).distinct_id);
  expect(named).toEqual(expect.arrayContaining(odd));
  expect(new Set(named).size).toBe(66);
});

test("a mapping that stays short of the project's count fails by its name", async () => {
  await using given = await projectServer({ person_distinct_ids: [mapping("a", 1)] });
  const empty = () => ({ json: { columns: ["distinct_id", "person_id"], results: [] } });
  const asSent = (json: Json) => ({ json });
  given.instead.push(empty, asSent, empty, asSent, empty, asSent);

  await expect(walk(mappingsOf(given))).rejects.toThrow(
    /^posthog_distinct_ids got 0 records where their system counts 1/,
  );
});

test("a sweep lists ids as they land", async () => {
  await using given = await projectServer({
    person_distinct_ids: [mapping("anna", 1), mapping("Bob@Example.org", 2)],
  });

  expect(await sweepAll(mappingsOf(given))).toEqual([["anna"], ["#15"]]);
});
