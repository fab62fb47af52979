import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterEach, beforeEach, expect, test, vi } from "vitest";

import { openLanding } from "../../../warehouse/landing/index.ts";
import { openUsage } from "../../../warehouse/usage/index.ts";
import { tracesOf } from "../../../test/traces.ts";
import { quarantineList, quarantineShow, sources } from "./sources.ts";

let data: string;

beforeEach(() => {
  data = mkdtempSync(join(tmpdir(), "vklad-sources-"));
});

afterEach(() => rmSync(data, { recursive: true, force: true }));

const NOW = "2026-10-05T09:00:00.000Z";
const POISON = {
  record: { id: 20, raw: "what Anna wrote" },
  reason: "created_at: expected a date",
};
const options = (locale: "en" | "ru" = "en") =>
  ({ data, config: "vklad.config.ts", locale, asOf: NOW }) as const;

/** Posts were read a while ago, topics are not at their end, and one record was refused twice. */
async function givenLanding() {
  const landing = openLanding(join(data, "landing"));
  const page = { records: [{ id: 1 }], quarantined: [POISON], cursor: 1 };
  const write = (feed: string, until: string, done: boolean, id: number) =>
    landing.write(
      feed,
      { ...page, records: [{ id }], cursor: id, done },
      { until, primaryKey: ["id"] },
    );
  await write("discourse_posts", "2026-10-05T05:00:00Z", true, 1);
  await write("discourse_posts", "2026-10-05T08:50:00Z", true, 2);
  await write("discourse_topics", "2026-10-05T08:50:00Z", false, 1);
  await write("discourse_likes", "2026-10-02T08:00:00Z", true, 1);
  await write("discourse_posts@hook", "2026-10-01T08:00:00Z", true, 3);
}

async function said(command: () => Promise<unknown>) {
  const write = vi.spyOn(process.stdout, "write").mockReturnValue(true);
  try {
    await command();
    return write.mock.calls.map(([text]) => `${text}`.trimEnd());
  } finally {
    write.mockRestore();
  }
}

test("each feed is said to be fresh, silent, never read or beside the clock, by what has landed", async () => {
  await givenLanding();
  const before = tracesOf(data);
  const lines = await said(() => sources(options(), { json: false }));

  const known = lines
    .map((line) => line.replace(/ +/, " "))
    .filter((line) => line.startsWith("discourse"));
  expect(known).toEqual([
    "discourse_categories never read to its end",
    "discourse_likes silent for too long · 3 d ago · quarantined: 1",
    "discourse_posts fresh · 10 min ago · quarantined: 1",
    "discourse_posts@hook not by the clock · 4 d ago · quarantined: 1",
    "discourse_topics never read to its end · quarantined: 1",
    "discourse_users never read to its end",
  ]);
  expect(tracesOf(data)).toEqual(before);
});

test("programs get the same as data, and Russian people in Russian", async () => {
  await givenLanding();
  const [json = ""] = await said(() => sources(options(), { json: true }));
  const posts = (JSON.parse(json) as { feed: string }[]).find(
    ({ feed }) => feed === "discourse_posts",
  );

  expect(posts).toEqual({
    ...{ feed: "discourse_posts", stream: "discourse_posts", state: "fresh", refused_count: 1 },
    ...{ until: "2026-10-05T08:50:00Z", lag_minutes: 10, refused_later_count: 0, alarms: [] },
    ...{ uncounted: null, quota: null },
  });
  const russian = await said(() => sources(options("ru"), { json: false }));
  expect(russian.find((line) => line.startsWith("discourse_posts "))).toMatch(
    /^discourse_posts +свежо · 10 мин назад · в карантине: 1$/,
  );
});

test("what each system was asked is said below, with what it called too much and until when it stops", async () => {
  await givenLanding();
  using usage = openUsage({
    file: join(data, "usage.db"),
    now: () => Date.parse(NOW),
    onLost: (error) => expect.unreachable(error.message),
  });
  const note = (system: string, status: number, perMinute: number) =>
    usage.of(system).note({ status, perMinute, quotaEnd: null });
  for (const status of [200, 429, 200]) note("discourse", status, 60);
  note("posthog", 402, 20);
  usage.flush();
  const before = tracesOf(data);

  const english = await said(() => sources(options(), { json: false }));
  const russian = await said(() => sources(options("ru"), { json: false }));
  const [json = ""] = await said(() => sources(options(), { json: true }));

  expect(english.slice(-2).map((line) => line.replace(/ +/, " "))).toEqual([
    "discourse at most 60 requests a minute · 3 in 24 h · called too many (429): 1",
    "posthog at most 20 requests a minute · 1 in 24 h · answers nothing, what is paid for is used up " +
      "(402), since 2026-10-05T09:00:00.000Z until nobody knows when",
  ]);
  expect(russian.slice(-2).map((line) => line.replace(/ +/, " "))).toEqual([
    "discourse не больше 60 запросов в минуту · за сутки 3 · сочтено лишними (429): 1",
    "posthog не больше 20 запросов в минуту · за сутки 1 · не отвечает, оплаченное израсходовано " +
      "(402), с 2026-10-05T09:00:00.000Z до неизвестно какого срока",
  ]);
  const quotas = (JSON.parse(json) as { stream: string; quota: object | null }[])
    .filter(({ stream }) => ["discourse_posts", "posthog_events"].includes(stream))
    .map(({ quota }) => quota);
  const quota = { per_minute: 60, sent_count: 3, limited_count: 1 };
  const none = { stopped_at: null, stopped_until: null };
  expect(quotas).toEqual([
    { ...quota, ...none },
    { ...quota, ...none },
    {
      ...{ per_minute: 20, sent_count: 1, limited_count: 0 },
      ...{ stopped_at: NOW, stopped_until: null },
    },
  ]);
  expect(tracesOf(data)).toEqual(before);
});

test("counts of requests that cannot be read are said to be so, and the rest with them", async () => {
  await givenLanding();
  writeFileSync(join(data, "usage.db"), "no database ".repeat(99));

  const lines = await said(() => sources(options(), { json: false }));

  expect(lines.some((line) => line.startsWith("discourse_posts "))).toBe(true);
  expect(lines.at(-1)).toContain("cannot be read (usage.db)");
});

test("what was refused is listed once a feed without its text, and shown whole by its id", async () => {
  await givenLanding();
  const lines = await said(() => quarantineList(options(), { json: false }));

  expect(lines.length).toBe(4);
  expect(lines.join()).not.toContain("Anna");
  const line = lines.find((one) => /discourse_posts /.test(one))!;
  expect(line).toContain("seen 2026-10-05T08:50:00Z  created_at: expected a date");
  const shown = (await said(() => quarantineShow(options(), line.slice(0, 6)))).join("\n");
  expect(JSON.parse(shown)).toMatchObject({
    ...POISON,
    ...{ first_seen_at: "2026-10-05T05:00:00Z", last_seen_at: "2026-10-05T08:50:00Z" },
  });
  await expect(quarantineShow(options(), "")).rejects.toMatchObject({
    name: "RefusedUnknownError",
  });
  await expect(quarantineShow(options(), "zz")).rejects.toThrow("Nothing in quarantine is called");
});

test("what a replay has mended is refused no more, by the feed that refused it", async () => {
  await givenLanding();
  const landing = openLanding(join(data, "landing"));
  const mended = [{ feed: "discourse_posts", ...POISON }];
  await landing.write(
    "discourse_posts@replay",
    { records: [POISON.record], quarantined: [], cursor: null, done: true, mended },
    { until: "2026-10-05T08:50:00Z", primaryKey: ["id"] },
  );

  const lines = await said(() => quarantineList(options(), { json: false }));

  expect(lines.map((line) => line.split(/ +/)[1])).not.toContain("discourse_posts");
  expect(lines).toHaveLength(3);
});

test("in an empty folder nothing is refused, and nothing is made", async () => {
  expect(await said(() => quarantineList(options(), { json: false }))).toEqual([
    "Nothing is quarantined.",
  ]);
  expect(tracesOf(data)).toEqual([]);
});
