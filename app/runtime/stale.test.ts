import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterAll, beforeAll, expect, test } from "vitest";

import { openLanding } from "../../warehouse/landing/index.ts";
import type { Landing } from "../../warehouse/landing/index.ts";
import { staleStreams } from "./stale.ts";

const READ_AT = "2026-10-05T09:00:00.000Z";
const minutesLater = (minutes: number) => ({
  now: () => new Date(Date.parse(READ_AT) + minutes * 60_000),
});

let dir: string;
let landing: Landing;

/** Posts were read to their end at nine; of topics only a first page came. */
beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), "vklad-stale-"));
  landing = openLanding(dir);
  const page = { quarantined: [], cursor: "1", records: [{ id: 1 }] };
  const request = { until: READ_AT, primaryKey: ["id"] };
  await landing.write("discourse_posts", { ...page, done: true }, request);
  await landing.write("discourse_topics", { ...page, done: false }, request);
});

afterAll(() => rmSync(dir, { recursive: true, force: true }));

const STALE = [{ stream: "discourse_posts", since: READ_AT }];

test("a stream that failed in the last run is stale at once", async () => {
  expect(await staleStreams(landing, minutesLater(1), ["discourse_posts"], [])).toEqual(STALE);
});

test("a stream that was not asked for longer than two schedules is stale", async () => {
  expect(await staleStreams(landing, minutesLater(35), [], [])).toEqual([]);
  expect(await staleStreams(landing, minutesLater(36), [], [])).toEqual(STALE);
});

test("a connected stream that was never read to its end is said to be so", async () => {
  const connected = ["discourse_posts", "discourse_topics", "nocodb_records"];

  expect(await staleStreams(landing, minutesLater(1), [], connected)).toEqual([
    { stream: "discourse_topics", since: null },
    { stream: "nocodb_records", since: null },
  ]);
});
