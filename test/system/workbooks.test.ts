/** A community's own base: mapped by what `vklad sources map` prints, it is worth the same. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterAll, beforeAll, expect, test } from "vitest";

import { standingClock } from "../../demo/clock.ts";
import { drawCommunity } from "../../demo/community/community.ts";
import { nocodbTwin, type NocodbTwin } from "../../demo/nocodb/twin.ts";
import config from "../../vklad.config.ts";
import { vklad } from "./cli.ts";
import { type GivenCommunity, givenCommunity, SCALE, SEED } from "./given-community.ts";
import { AS_OF, openRun } from "./open-run.ts";
import { inRussian } from "./given-russian-base.ts";

const TOKEN = "russian-token";
const asOf = Date.parse(AS_OF);
const { base } = drawCommunity({ seed: SEED, asOf, scale: SCALE });

let given: GivenCommunity;
let twin: NocodbTwin;
let root: string;

beforeAll(async () => {
  given = await givenCommunity();
  twin = await nocodbTwin({ base: inRussian(base), clock: standingClock(asOf), token: TOKEN });
  root = mkdtempSync(join(tmpdir(), "vklad-workbooks-"));
  process.env["VKLAD_NOCODB_TOKEN"] = TOKEN;
});

afterAll(async () => {
  delete process.env["VKLAD_NOCODB_TOKEN"];
  await twin.close();
  await given[Symbol.asyncDispose]();
  rmSync(root, { recursive: true, force: true });
});

/** A real community's configuration that connects the Russian base alone. */
function configured(name: string, settings: object = {}): readonly string[] {
  const { demo: _demo, ...real } = config;
  const nocodb = { url: twin.url, baseId: base.id, ...settings };
  const file = join(root, `${name}.config.ts`);
  writeFileSync(file, `export default ${JSON.stringify({ ...real, sources: { nocodb } })};\n`);
  return ["--config", file, "--data", join(root, name), "--as-of", AS_OF];
}

/** What a person would paste from the command's output, as the configuration then says it. */
async function pasted(): Promise<{ readonly tables: object }> {
  const { exitCode, out } = await vklad([
    ...configured("map"),
    "--locale",
    "ru",
    "sources",
    "map",
    "nocodb",
  ]);
  expect(exitCode).toBe(0);
  const lines = out.split("\n");
  const from = lines.indexOf("tables: {");
  const source = `export default {${lines.slice(from, lines.indexOf("},", from) + 1).join("\n")}}`;
  return (await import(`data:text/javascript,${encodeURIComponent(source)}`)).default;
}

/** What everybody earned, and what waits for masters: what a base is worth. */
async function worth(nocodb: object) {
  const hello = { ...given.hello, sources: { ...given.hello.sources, nocodb } };
  await using run = await openRun({ folder: given.emptyFolder(), hello });
  const { failed } = await run.refresh();
  const sorted = async (table: string) =>
    (await run.rows(table)).map((row) => JSON.stringify(row, textOf)).toSorted();
  return {
    failed,
    gaps: await run.rows("deanery_workbook_gaps"),
    scores: await sorted("contribution_scores"),
    points: await sorted("my_points"),
    progress: await sorted("my_progress"),
    queue: await sorted("master_review_queue"),
  };
}

function textOf(_key: string, value: unknown): unknown {
  return typeof value === "bigint" ? `${value}` : value;
}

test("a Russian base with links of every kind, ten grades and words for verdicts earns the same", async () => {
  const demo = await worth(given.hello.sources["nocodb"] as object);
  const settings = await pasted();

  const russian = await worth({ url: twin.url, token: TOKEN, baseId: base.id, ...settings });

  expect(russian).toEqual(demo);
  expect(demo).toMatchObject({ failed: [], gaps: [] });
  expect(demo.scores.length).toBeGreaterThan(100);
});

test("without a mapping a run says what to do, and ends with another code than 0", async () => {
  const { exitCode, out } = await vklad([...configured("unmapped"), "run"]);

  expect(out).toContain("does not say which table of the base is what");
  expect(out).toContain("vklad sources map nocodb");
  expect(exitCode).toBe(1);
});

test("a column that is not in the base is named by run and doctor, in the words of the base", async () => {
  const attempts = { table: "Попытки", columns: { answer: "Ответ", text: "Сочинение" } };
  const args = configured("lacking", { tables: { ...(await pasted()).tables, attempts } });
  const lacks = "table “Попытки”: there is no column “Сочинение”, which should hold “text”";

  const ran = await vklad([...args, "run"]);
  const seen = await vklad([...args, "doctor"]);

  expect([ran.exitCode, seen.exitCode]).toEqual([1, 1]);
  expect(ran.out).toContain(lacks);
  expect(seen.out).toContain(lacks);
});

test("a base whose mapping lacks nothing is read by a run that ends well", async () => {
  const { exitCode, out } = await vklad([...configured("mapped", await pasted()), "run"]);

  expect({ exitCode, complaints: out.split("\n").filter((line) => line.includes("!")) }).toEqual({
    exitCode: 0,
    complaints: [],
  });
});
