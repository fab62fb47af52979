import { createHash } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { sql } from "kysely";
import { expect, onTestFinished, test } from "vitest";

import { posthogDistinctIdsStream } from "../../sources/posthog/distinct-ids.ts";
import { posthogEventsStream } from "../../sources/posthog/events.ts";
import { posthogFeeds } from "../../sources/posthog/feeds.ts";
import { posthogPersonsStream } from "../../sources/posthog/persons.ts";
import { PROPERTIES } from "../../sources/posthog/properties.ts";
import { projectServer } from "../../sources/testing/project.ts";
import { openWarehouse } from "../../warehouse/duckdb/index.ts";
import { openLanding } from "../../warehouse/landing/index.ts";
import { createIngestActivities } from "./index.ts";

const UNTIL = "2026-10-05T09:00:00Z";
const STREAMS = [posthogDistinctIdsStream, posthogEventsStream, posthogPersonsStream];

const idOf = (start: string, number: number) =>
  `${start}-0000-7000-8000-${String(number).padStart(12, "0")}`;

/** Names that somebody could choose, and that break whoever trusts a text. */
const ODD = ["it's", "a\u0000b", "\ud83d", "тире — «да»", "ada@example.org", "new\nline", '"]'];

function project() {
  const events = Array.from({ length: 120 }, (_, number) => ({
    ...{ uuid: idOf("0190aaaa", number), event: "section_opened" },
    ...{ distinct_id: ODD[number % ODD.length] ?? "", timestamp: "2026-10-04T11:59:00Z" },
    created_at: `2026-10-04T12:00:${String(Math.floor(number / 3)).padStart(2, "0")}.000123Z`,
    properties: JSON.stringify({
      ...{ section: ODD[number % ODD.length], percent: number },
      $ip: "10.0.0.1",
    }),
  }));
  const person_distinct_ids = Array.from({ length: 110 }, (_, number) => ({
    distinct_id: `${ODD[number % ODD.length]}${number}`,
    person_id: idOf("0190bbbb", number % 40),
  }));
  const raw_persons = Array.from({ length: 90 }, (_, number) => ({
    ...{ id: idOf("0190bbbb", number % 40), created_at: "2026-05-01T00:00:00Z" },
    ...{ version: Math.floor(number / 40), is_deleted: number % 7 === 0 ? 1 : 0 },
  }));
  return { events, raw_persons, person_distinct_ids };
}

/** What the warehouse holds after runs of which one is killed as it lands its n-th page. */
async function loadedAfter(killedAt: number | null) {
  const dir = await mkdtemp(join(tmpdir(), "vklad-posthog-"));
  onTestFinished(() => rm(dir, { recursive: true }));
  await using given = await projectServer(project());
  const settings = { settleMinutes: 5, lateDays: 45, personsEveryHours: 3, rowsMax: 25 };
  const hash = (value: string) => createHash("sha256").update(value).digest("hex");
  const feeds = posthogFeeds({
    ...{ ...settings, hash, since: null },
    ...{ hogql: given.hogql, properties: [...PROPERTIES] },
  });
  let pageCount = 0;
  const landing = openLanding(join(dir, "landing"), async () => {
    pageCount += 1;
    if (pageCount === killedAt) throw new Error("killed");
  });
  const run = async () => {
    const { landPage } = createIngestActivities({ landing, feeds });
    for (const { name } of feeds)
      for (let done = false; !done;) ({ done } = await landPage({ feed: name, until: UNTIL }));
  };
  if (killedAt !== null) await expect(run()).rejects.toThrow("killed");
  await run();
  await run();
  const file = ":memory:";
  await using warehouse = await openWarehouse({ file, streams: STREAMS, timeZone: "UTC" });
  await warehouse.load(landing);
  const tables = new Map<string, readonly unknown[]>();
  for (const { name } of STREAMS) {
    const { rows } = await sql`
      select key, payload from ${sql.table(`raw_${name}_current`)} order by key
    `.execute(warehouse.db);
    tables.set(name, rows);
  }
  const refused = await sql`select stream, reason from quarantine`.execute(warehouse.db);
  return { tables, refused: refused.rows, pageCount };
}

let whole: ReturnType<typeof loadedAfter> | undefined;

test("whatever names hold, each event, person and id is in its table once, and no address", async () => {
  const { tables, refused } = await (whole ??= loadedAfter(null));

  const counts = [...tables].map(([name, rows]) => [name, rows.length]);
  expect(Object.fromEntries(counts)).toEqual({
    posthog_distinct_ids: 110,
    posthog_events: 120,
    posthog_persons: 40,
  });
  expect(refused).toEqual([]);
  const text = JSON.stringify([...tables]);
  expect(text).not.toContain("example.org");
  expect(text).not.toContain("10.0.0.1");
});

test.each([1, 4, 8, 12, 14])(
  "killed at landed page %i and run again, the tables are the same",
  async (killedAt) => {
    const undisturbed = await (whole ??= loadedAfter(null));
    expect(undisturbed.pageCount).toBeGreaterThanOrEqual(14);

    expect((await loadedAfter(killedAt)).tables).toEqual(undisturbed.tables);
  },
);
