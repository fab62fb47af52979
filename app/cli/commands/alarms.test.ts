/** What `sources` and `doctor` say of streams that are out of their range, as it was published. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { sql } from "kysely";
import { expect, onTestFinished, test, vi } from "vitest";

import { deaneryAlarms } from "../../../models/marts/deanery/deanery_alarms.ts";
import { openWarehouse } from "../../../warehouse/duckdb/index.ts";
import { openLanding } from "../../../warehouse/landing/index.ts";
import { publishSnapshot } from "../../../warehouse/snapshot/index.ts";
import { doctor } from "./doctor.ts";
import { sources } from "./sources.ts";

const NOW = "2026-10-05T09:00:00.000Z";

/**
 * A folder in which posts are low, Telegram is high, the bot was removed from a chat, and rows are
 * missing that could not be counted since.
 */
async function givenFolder() {
  const data = mkdtempSync(join(tmpdir(), "vklad-alarms-"));
  onTestFinished(() => rmSync(data, { recursive: true, force: true }));
  const request = { until: "2026-10-05T08:50:00Z", primaryKey: ["id"] };
  for (const feed of ["discourse_posts", "telegram_messages", "nocodb_records"])
    await openLanding(join(data, "landing")).write(
      feed,
      { records: [{ id: 1 }], quarantined: [], cursor: 1, done: true },
      request,
    );
  const failed = [{ stream: "nocodb_records", error: "SourceAuthError" }];
  await openLanding(join(data, "landing")).write(
    "source_counts",
    {
      records: [],
      quarantined: [],
      cursor: { day: "2026-10-05", waiting: [], failed },
      done: true,
    },
    request,
  );
  await using warehouse = await openWarehouse({ file: ":memory:", streams: [], timeZone: "UTC" });
  await sql`
    create table deanery_alarms as select * from (values
      ('discourse_posts', '', null::VARCHAR, 'low', 1::INTEGER, 2::BIGINT, 61::BIGINT,
        timestamptz '2026-10-03 21:00:00+00'),
      ('telegram_messages', '-100', 'Поток 2', 'bot_left', null, null, null,
        timestamptz '2026-10-04 12:00:00+00'),
      ('telegram_messages', '', null, 'high', 1, 72, 13, timestamptz '2026-10-03 21:00:00+00'),
      ('nocodb_records', 'm1', null, 'missing', null, 40, 52, timestamptz '2026-10-05 00:16:00+00')
    ) as t(stream, part, part_title, kind, window_days, seen_count, usual_count, since_at)
  `.execute(warehouse.db);
  await warehouse.transaction(({ db }) =>
    publishSnapshot(db, {
      ...{ dir: join(data, "snapshots"), asOf: NOW, tables: [deaneryAlarms] },
      now: () => Date.parse(NOW),
    }),
  );
  return (locale: "en" | "ru") => ({ data, config: "vklad.config.ts", locale, asOf: NOW }) as const;
}

async function said(command: () => Promise<unknown>) {
  const write = vi.spyOn(process.stdout, "write").mockReturnValue(true);
  try {
    const result = await command();
    return { result, text: write.mock.calls.map(([text]) => `${text}`).join("") };
  } finally {
    write.mockRestore();
  }
}

test("sources says below a stream what is out of its range, in the language of whoever asks", async () => {
  const options = await givenFolder();

  const english = (await said(() => sources(options("en"), { json: false }))).text;
  const russian = (await said(() => sources(options("ru"), { json: false }))).text;

  expect(english).toMatch(
    /discourse_posts +fresh · 10 min ago\n +! 2 records in 1 d, usually 61\. All is read, and little comes/,
  );
  expect(english).toContain("! chat -100: the bot is in the chat no more since 2026-10-04T12:00");
  expect(english).toContain(
    "! m1: the source counts 52 records, 40 have landed (counted 2026-10-05",
  );
  expect(russian).toContain("! за 1 д. 2 записей, обычно 61.");
  expect(russian).toContain("! m1: у источника 52 записей, загружено 40 (посчитано 2026-10-05");
  expect(english).toContain("! not counted last night: the key is not valid or may not read this");
  expect(russian).toContain("! не пересчитано прошлой ночью: ключ не действует");
  // What people call their chat is for the deanery's page.
  expect(english + russian).not.toContain("Поток 2");
});

test("doctor calls wrong what may be lost, and leaves open what came in plenty", async () => {
  const options = await givenFolder();

  const { result, text } = await said(() => doctor(options("en")));

  expect(result).toBe(false);
  expect(text).toContain("✕ discourse_posts: low: 2 records in 1 d, usually 61.");
  expect(text).toContain(
    "✕ nocodb_records: missing: m1: the source counts 52 records, 40 have landed",
  );
  expect(text).toContain(
    "✕ nocodb_records: count: not counted last night: the key is not valid or may not read this " +
      "(401 or 403) (SourceAuthError)",
  );
  expect(text).toContain(
    "✕ telegram_messages: bot_left: chat -100: the bot is in the chat no more",
  );
  expect(text).toContain("· telegram_messages: high: 72 records in 1 d, usually 13.");
});
