/** `vklad backfill` as a person runs it. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { expect, onTestFinished, test, vi } from "vitest";

import { projectServer } from "../../../sources/testing/project.ts";
import { openLanding } from "../../../warehouse/landing/index.ts";
import { readUsage } from "../../../warehouse/usage/index.ts";
import { vklad } from "../../../test/system/cli.ts";
import config from "../../../vklad.config.ts";
import { connectors } from "../../community/connectors.ts";

const NOW = "2026-10-05T09:00:00Z";

/** Events that came six hours apart from the first of September on. */
const events = Array.from({ length: 60 }, (_, number) => ({
  uuid: `0190aaaa-0000-7000-8000-${number.toString(16).padStart(12, "0")}`,
  event: "section_opened",
  distinct_id: `member-${number}`,
  timestamp: "2026-09-01T00:00:00Z",
  created_at: new Date(Date.parse("2026-09-01T00:00:00Z") + number * 6 * 3_600_000).toISOString(),
  properties: "{}",
}));

/** A community that is connected to this PostHog alone. */
function givenCommunity(url = "http://127.0.0.1:9") {
  const folder = mkdtempSync(join(tmpdir(), "vklad-backfill-"));
  onTestFinished(() => {
    vi.unstubAllEnvs();
    rmSync(folder, { recursive: true });
  });
  const { demo: _demo, ...real } = config;
  const file = join(folder, "my.config.ts");
  const sources = { posthog: { url, project: "7" } };
  writeFileSync(file, `export default ${JSON.stringify({ ...real, sources })};\n`);
  vi.stubEnv("VKLAD_POSTHOG_KEY", "key");
  const data = join(folder, "data");
  const landing = openLanding(join(data, "landing"));
  const usage = () => readUsage(join(data, "usage.db"), Date.parse(NOW))?.get("posthog");
  return {
    landing,
    usage,
    async run(words: string, locale = "en") {
      const options = ["--config", file, "--data", data, "--as-of", NOW, "--locale", locale];
      const { exitCode, out, err } = await vklad([...options, "backfill", ...words.split(" ")]);
      const lines = (out + err).trimEnd().split("\n");
      return { exitCode, lines: lines.filter((line) => !line.startsWith("  … ")) };
    },
  };
}

const PLAN = [
  "posthog_events:",
  "  2026-09-02 … 2026-09-09: records: 28, requests: about 2",
  "  2026-09-09 … 2026-09-12: records: 12, requests: about 2",
  "  About 4 requests at 20 a minute, live feeds apart: 1 min",
  "Not by spans: posthog_distinct_ids, posthog_persons. Live feeds and sweeps read these lists whole.",
];
const SPAN = "--source posthog --from 2026-09-02 --to 2026-09-12";

test("a dry run says what there is and what it costs, and only counts", async () => {
  await using project = await projectServer({ events });
  const { run, landing } = givenCommunity(project.server.url);

  const said = await run(`${SPAN} --dry-run`);

  expect(said).toEqual({
    ...{ exitCode: 0, lines: [...PLAN, "Nothing was read. Without --dry-run it is."] },
  });
  expect(project.queries.every((query) => query.startsWith("SELECT count() "))).toBe(true);
  expect(await landing.files()).toEqual([]);
});

test("a span is read beside the live feed, whose place stays, and a second time adds nothing", async () => {
  await using project = await projectServer({ events });
  const { run, landing, usage } = givenCommunity(project.server.url);

  const first = await run(SPAN);
  const second = await run(SPAN, "ru");

  expect(first).toEqual({
    exitCode: 0,
    lines: [
      ...PLAN,
      "posthog_events@backfill: 40 read, 40 landed that were not known so, 0 refused",
      "Loaded by the next `vklad run`, or by `serve` at its next reading.",
    ],
  });
  expect(second.lines.slice(-2)).toEqual([
    "posthog_events@backfill: прочитано 40, легло неизвестных такими 0, отвергнуто 0",
    "Загрузит следующий `vklad run` или ближайшее чтение `serve`.",
  ]);
  expect((await landing.files()).map(({ feed }) => feed)).not.toContain("posthog_events");
  expect(await landing.cursorOf("posthog_events")).toBe(null);
  expect(usage()?.sent_count).toBe(project.queries.length);
});

test("what was begun and not ended is said to go on", async () => {
  await using project = await projectServer({ events });
  const { run, landing } = givenCommunity(project.server.url);
  const [from, to] = ["2026-09-02T00:00:00.000Z", "2026-09-12T00:00:00.000Z"];
  const at = { week: "2026-09-09T00:00:00.000000Z", after: null };
  const cursor = { from, to, at, isDone: false };
  await landing.write(
    "posthog_events@backfill",
    { records: [], quarantined: [], cursor, done: false },
    { until: NOW, primaryKey: ["uuid"] },
  );

  const { lines } = await run(SPAN);

  expect(lines).toContain(
    "  an unfinished reading of this span is there: it goes on, and costs less",
  );
  expect(lines.at(-2)).toContain("12 read, 12 landed");
});

test("an unknown source is refused with those that are known, in both languages", async () => {
  const { run } = givenCommunity();
  const known = connectors.map(({ name }) => name).join(", ");
  const words = "--source club --from 2026-09-01 --to 2026-09-02";

  expect(await run(words)).toEqual({
    exitCode: 1,
    lines: [`vklad: --source names "club"; expected one of ${known}.`],
  });
  expect((await run(words, "ru")).lines).toEqual([
    `vklad: --source называет "club"; ожидался один из источников: ${known}.`,
  ]);
});

test("a source that is not connected, or has no history to give, says what to do", async () => {
  const { run } = givenCommunity();
  const days = "--from 2026-09-01 --to 2026-09-02";

  const unconnected = await run(`--source discourse ${days}`);
  const telegram = await run(`--source telegram ${days}`);
  const russian = await run(`--source telegram ${days}`, "ru");
  const guides = await run(`--source guides ${days}`);

  expect(unconnected.lines.join()).toContain("has no sources.discourse; expected its address");
  expect(telegram.lines.join()).toMatch(/telegram has no span .*Telegram Desktop as JSON/);
  expect(russian.lines.join()).toMatch(/^vklad: telegram не отдаёт .*Telegram Desktop/);
  expect(guides.lines.join()).toContain("each reading takes guides whole");
  expect([unconnected, telegram, guides].map(({ exitCode }) => exitCode)).toEqual([1, 1, 1]);
});

test("each system gives its history by spans, or says why it does not", () => {
  const all: readonly { backfills?: unknown; noHistory?: unknown }[] = connectors;

  const both = all.map(({ backfills, noHistory }) => [
    backfills !== undefined,
    noHistory !== undefined,
  ]);

  expect(both.filter(([gives, refuses]) => gives === refuses)).toEqual([]);
});
