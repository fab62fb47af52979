/**
 * A stop at any moment. A second is promised on a machine that has one to spare: each figure is
 * printed, and the test's own limit is against hanging.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";

import { buildShell } from "../../app/gateway/shell-builder.ts";
import { createRandom } from "../../demo/random.ts";
import vkladConfig from "../../vklad.config.ts";
import { givenStarted, type Started, type Stopped, type Whom } from "./given-started.ts";

const STOP_MS_MAX = 20_000;
/** Within which the whole start of an empty community lies, on most machines. */
const DRAWN_MS_MAX = 4_000;
const SEED = "stop 1";

let dir: string;

beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), "vklad-stopped-"));
  // Else each start would begin the same minute's work and take the processor from the others.
  await buildShell({ say: () => undefined, signal: new AbortController().signal });
});

afterAll(() => rmSync(dir, { recursive: true, force: true }));

/** One folder for all: what a stop leaves behind, the next start has to live with. */
const demo = () => ["--locale", "en", "--data", join(dir, "demo"), "demo", "start", "--port", "0"];

const demoOf = (command: "./vklad" | "npm") =>
  command === "npm"
    ? givenStarted("npm", ["start", "--silent", "--", ...demo().filter(isNoCommand), "--empty"])
    : givenStarted(command, [...demo(), "--empty"]);

const isNoCommand = (word: string) => word !== "demo" && word !== "start";

/** A step that was being done may end, and say so, before the process has taken the signal. */
const STEP_DONE = /^\s*✓ .*\(in [\d.]+ s\)$/;

/** A stop that came in order says so; nothing else is said, and no shell takes it for a failure. */
function expectQuiet({ status, ms, said }: Stopped, signal: NodeJS.Signals, what: string): void {
  console.log(`${what}: ${signal}, ${ms.toFixed(0)} ms`);
  const lines = said.split("\n").filter((line) => line !== "" && !STEP_DONE.test(line));
  expect(lines.filter((line) => line !== "Stopped.")).toEqual([]);
  expect(signal === "SIGTERM" ? [0, signal] : [signal]).toContain(status);
  expect(ms).toBeLessThan(STOP_MS_MAX);
}

const steps: readonly [string, (started: Started) => Promise<void>, NodeJS.Signals, Whom][] = [
  ["making the community", (started) => started.doing("demo"), "SIGINT", "the first process"],
  ["making the community", (started) => started.doing("demo"), "SIGTERM", "everything"],
  ["reading the sources", (started) => started.doing("ingest"), "SIGINT", "everything"],
  ["building the models", (started) => started.doing("build"), "SIGTERM", "the first process"],
  ["building the models", (started) => started.doing("build"), "SIGINT", "the first process"],
];

test.each(steps)(
  "stopped while %s, the start ends quietly with all it started",
  async (...step) => {
    const [what, there, signal, whom] = step;
    await using started = demoOf("./vklad");
    await there(started);

    expectQuiet(await started.stop(signal, whom), signal, `${what}, to ${whom}`);
  },
);

test("stopped at drawn moments, the start ends quietly with all it started", async () => {
  const random = createRandom(SEED);
  for (const whom of ["everything", "the first process", "everything"] as const) {
    const at_ms = random.whole(0, DRAWN_MS_MAX);
    await using started = demoOf("./vklad");
    await delay(at_ms);

    expectQuiet(await started.stop("SIGINT", whom), "SIGINT", `after ${at_ms} ms, to ${whom}`);
  }
});

test("npm start goes on from whatever the stops have left, and Ctrl-C ends it", async () => {
  await using started = demoOf("npm");
  await started.saying("Ready. Open");

  expectQuiet(await started.stop("SIGINT", "everything"), "SIGINT", "serving the demo");
});

test("a supervisor that knows npm alone stops all of npm start", async () => {
  await using started = demoOf("npm");
  await started.doing("demo");

  expectQuiet(await started.stop("SIGTERM", "the first process"), "SIGTERM", "npm start");
});

test("run and serve end as quietly, with the exit of a stopped process", async () => {
  const config = givenGuides();
  const options = ["--locale", "en", "--config", config, "--data", join(dir, "guides")];
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    await using run = givenStarted("./vklad", [...options, "run"]);
    await delay(createRandom(`${SEED} ${signal}`).whole(200, 2_000));
    expectQuiet(await run.stop(signal, "the first process"), signal, "run");

    await using serve = givenStarted("./vklad", [...options, "serve"]);
    await serve.saying("Ready. Open");
    expectQuiet(await serve.stop(signal, "everything"), signal, "serve");
  }
});

/** A configuration without the demo, whose one source needs no network. */
function givenGuides(): string {
  const guides = join(dir, "texts");
  mkdirSync(guides, { recursive: true });
  writeFileSync(join(guides, "systems.md"), "# Systems\n\nA text.\n");
  const config = join(dir, "guides.config.ts");
  const { demo: _, ...real } = vkladConfig;
  const written = {
    ...real,
    sources: { guides: { dir: guides } },
    gateway: { host: "127.0.0.1", port: 0 },
  };
  writeFileSync(config, `export default ${JSON.stringify(written)};\n`);
  return config;
}
