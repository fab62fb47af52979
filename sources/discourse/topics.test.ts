import { expect, test } from "vitest";

import type { Json } from "../source.ts";
import { forumServer } from "../testing/forum.ts";
import { sweepAll, walk } from "../testing/walk.ts";
import { discourseTopics } from "./topics.ts";

const HOUR_MS = 3_600_000;

function at(hour: number): string {
  return new Date(Date.parse("2026-05-01T00:00:00Z") + hour * HOUR_MS).toISOString();
}

function topic(id: number, rest: { [key: string]: Json } = {}) {
  const title = `Topic ${id}`;
  return { id, title, archetype: "regular", created_at: at(id), bumped_at: at(id), ...rest };
}

function topics(count: number) {
  return Array.from({ length: count }, (_, index) => topic(index + 1));
}

const idsOf = (records: readonly Json[]) =>
  [...new Set(records.map((record) => (record as { id: number }).id))].sort((a, b) => a - b);

test("topics land as they were sent", async () => {
  await using given = await forumServer({ topics: topics(230) });

  const { records, quarantined } = await walk(discourseTopics(given));

  expect(quarantined).toEqual([]);
  expect(idsOf(records)).toEqual(idsOf(given.forum.topics));
  expect(records).toEqual(expect.arrayContaining(given.forum.topics));
});

test("a topic that cannot be read is quarantined and the page goes on", async () => {
  const poison = topic(3, { bumped_at: null });
  await using given = await forumServer({ topics: [topic(1), poison, topic(2)] });

  const { records, quarantined } = await walk(discourseTopics(given));

  expect(idsOf(records)).toEqual([1, 2]);
  expect(quarantined).toContainEqual({
    record: poison,
    reason: expect.stringContaining("bumped_at: "),
  });
});

test("an unknown envelope is refused", async () => {
  await using given = await forumServer();
  given.server.faults.push({ json: { topics: [] } });

  await expect(walk(discourseTopics(given))).rejects.toMatchObject({ name: "SourceShapeError" });
});

test.each([0, 1, 2, 3])(
  "killed at page %i and resumed, every topic comes",
  async (killedAtPage) => {
    await using given = await forumServer({ topics: topics(230) });

    const { records } = await walk(discourseTopics(given), { killedAtPage });

    expect(idsOf(records)).toEqual(idsOf(given.forum.topics));
  },
);

test("topics deleted while we page take no other topic along", async () => {
  await using given = await forumServer({ topics: topics(330) });

  const { records } = await walk(discourseTopics(given), {
    // The newest go, so that everything else moves up over the borders.
    afterPage: () => given.forum.topics.splice(-7),
  });

  expect(idsOf(records)).toEqual(expect.arrayContaining(idsOf(given.forum.topics)));
});

test("a topic renamed within the overlap comes again although nobody wrote in it", async () => {
  await using given = await forumServer({ topics: topics(1000) });
  const source = discourseTopics(given);
  const { cursor } = await walk(source);
  const renamed = given.forum.topics.find(({ id }) => id === 500);
  if (renamed !== undefined) renamed["title"] = "Renamed";

  const again = await walk(source, { cursor });

  expect(again.records).toContainEqual(renamed);
  expect(again.pageCount).toBeLessThan(10);
});

test("an old pinned topic at the top does not end a run", async () => {
  await using given = await forumServer({ topics: topics(1000) });
  const source = discourseTopics(given);
  const { cursor } = await walk(source);
  given.forum.topics[0] = topic(1, { pinned: true });
  const bumped = topic(2, { bumped_at: at(600), title: "Bumped" });
  given.forum.topics[1] = bumped;

  const { records } = await walk(source, { cursor });

  expect(records).toContainEqual(bumped);
});

test("private messages do not land, not even in quarantine", async () => {
  const secret = { id: 9, archetype: "private_message", title: "Secret" };
  await using given = await forumServer({ topics: [topic(1), secret] });

  const { records, quarantined } = await walk(discourseTopics(given));

  expect({ ids: idsOf(records), quarantined }).toEqual({ ids: [1], quarantined: [] });
});

test("a sweep lists what is left", async () => {
  await using given = await forumServer({ topics: topics(150) });
  given.forum.topics.splice(10, 5);

  const keys = await sweepAll(discourseTopics(given));

  expect(new Set(keys.map(([id]) => id))).toEqual(new Set(given.forum.topics.map(({ id }) => id)));
});
