import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";

import { expect, onTestFinished, test } from "vitest";

import { openUsage, readUsage } from "./index.ts";

const AT = Date.parse("2026-10-05T09:20:00.000Z");
const HOUR = 3_600_000;
const END = "2026-11-01T00:00:00.000Z";

function givenFile() {
  const dir = mkdtempSync(join(tmpdir(), "vklad-usage-"));
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
  const file = join(dir, "usage.db");
  const given = { file, dir, now: AT, lost: [] as string[] };
  const open = () =>
    openUsage({ file, now: () => given.now, onLost: ({ message }) => given.lost.push(message) });
  return Object.assign(given, {
    open,
    /** What one process asked, from its beginning to its end. */
    asked(system: string, ...statuses: readonly (number | null)[]) {
      using usage = open();
      for (const status of statuses)
        usage.of(system).note({ status, perMinute: 60, quotaEnd: status === 402 ? END : null });
    },
    read: () => Object.fromEntries(readUsage(file, given.now) ?? [["unread", null]]),
  });
}

const used = (sent_count: number, limited_count = 0) => ({
  ...{ per_minute: 60, sent_count, limited_count, stopped_at: null, stopped_until: null },
});

test("requests of all processes are counted by system, those that were too many and those without an answer with them", () => {
  const given = givenFile();
  using other = given.open();
  other.of("club").note({ status: 200, perMinute: 60, quotaEnd: null });

  given.asked("club", 200, 429, null, 503);
  given.asked("base", 200);
  other[Symbol.dispose]();

  expect(given.read()).toEqual({ club: used(5, 1), base: used(1) });
  expect(given.lost).toEqual([]);
});

test("an hour counts for a day and is kept for a week", () => {
  const given = givenFile();
  given.asked("club", 200, 429);
  given.now = AT + 23 * HOUR;
  given.asked("club", 200);
  expect(given.read()).toEqual({ club: used(3, 1) });
  given.now = AT + 24 * HOUR;
  expect(given.read()).toEqual({ club: used(1) });
  const rows = () => {
    using db = new DatabaseSync(given.file, { readOnly: true });
    return db.prepare("SELECT system FROM hours ORDER BY system, hour").all();
  };
  given.now = AT + 7 * 24 * HOUR;
  given.asked("base", 200);
  expect(rows().map(({ system }) => system)).toEqual(["base", "club", "club"]);
  given.now += 24 * HOUR;
  given.asked("base", 200);
  expect(rows().map(({ system }) => system)).toEqual(["base", "base"]);
  expect(given.read()).toEqual({ base: used(1), club: used(0) });
});

test("a system that answered 402 is stopped until it gives again, or until the day that it named", () => {
  const given = givenFile();
  given.asked("club", 200, 402, null, 429);
  const stopped = { stopped_at: new Date(AT).toISOString(), stopped_until: END };
  expect(given.read()["club"]).toMatchObject(stopped);

  given.now = Date.parse(END);
  expect(given.read()["club"]).toMatchObject({ stopped_at: null, stopped_until: null });
  given.now = AT;
  given.asked("club", 200);
  expect(given.read()["club"]).toMatchObject({ stopped_at: null, stopped_until: null });
});

test("a file that is none of ours is told once, and counts begin anew", () => {
  const given = givenFile();
  writeFileSync(
    given.file,
    "not a database, but longer than the head of one, which has 100 bytes".repeat(9),
  );
  expect(given.read()).toEqual({ unread: null });

  given.asked("club", 200);
  given.asked("club", 200);

  expect(given.lost).toEqual(["file is not a database"]);
  expect(given.read()).toEqual({ club: used(2) });
});

test("a file that is lost while a process counts is begun anew", () => {
  const given = givenFile();
  using usage = given.open();
  const ask = () => usage.of("club").note({ status: 200, perMinute: 60, quotaEnd: null });
  ask();
  usage.flush();
  rmSync(given.file);
  ask();
  usage.flush();

  expect(given.read()).toEqual({ club: used(1) });
});

test("where nothing can be written, nothing fails: it is told once, and counted when it can", () => {
  const given = givenFile();
  rmSync(given.dir, { recursive: true });
  writeFileSync(given.dir, "a file where the folder was");
  using usage = given.open();
  const ask = () => usage.of("club").note({ status: 200, perMinute: 60, quotaEnd: null });
  for (const _ of [1, 2]) {
    ask();
    usage.flush();
  }
  expect(given.lost.length).toBe(1);
  rmSync(given.dir);
  ask();
  usage.flush();

  expect(given.read()).toEqual({ club: used(3) });
});

test("where not even that can be told, nothing fails", () => {
  const { file } = givenFile();
  writeFileSync(file, "no database ".repeat(99));
  const onLost = () => {
    throw new Error("ENOSPC: no space left on device");
  };
  using usage = openUsage({ file, now: () => AT, onLost });
  usage.of("club").note({ status: 200, perMinute: 60, quotaEnd: null });
  usage.flush();

  expect(readUsage(file, AT)?.get("club")).toEqual(used(1));
});

test("while another process writes, requests wait in memory", () => {
  const given = givenFile();
  given.asked("club", 200);
  using usage = given.open();
  using other = new DatabaseSync(given.file);
  other.exec("BEGIN EXCLUSIVE");
  usage.of("club").note({ status: 200, perMinute: 60, quotaEnd: null });
  usage.flush();
  other.exec("COMMIT");
  usage.flush();

  expect(given.lost).toEqual([]);
  expect(given.read()).toEqual({ club: used(2) });
});

test("requests are written once a second, however many they are", async () => {
  const given = givenFile();
  using usage = given.open();
  const ask = () => usage.of("club").note({ status: 200, perMinute: 60, quotaEnd: null });
  ask();
  ask();
  expect(existsSync(given.file)).toBe(false);

  await expect.poll(() => given.read(), { timeout: 10_000 }).toEqual({ club: used(2) });
});

test("who only looks makes no file, and who asks nothing", () => {
  const given = givenFile();
  given.asked("club");

  expect(given.read()).toEqual({});
  expect(readdirSync(given.dir)).toEqual([]);
  given.asked("club", 200);
  given.read();
  expect(readdirSync(given.dir)).toEqual(["usage.db"]);
});
