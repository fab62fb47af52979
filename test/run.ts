/**
 * `npm test`: gets what the tests need, runs all of them, and ends with how many ran and how many
 * did not. `-- --without=temporal,browser` leaves projects out, and says so.
 */
import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { installFolder } from "../app/bootstrap/install.mjs";
import { runSteps, secondsSince, staticChecks } from "./check/steps.ts";
import { ROOT } from "./check/tools.ts";
import { closingLines, type NotRun } from "./run/closing.ts";
import { STAGES, withoutOf, type Project } from "./run/options.ts";
import { runProject, type Outcome } from "./run/project.ts";
import { watchSecrets } from "./run/secret-watch.ts";
import { chromiumBinary } from "./setup/chromium.ts";
import { postgresPrograms } from "./setup/postgres-server.ts";
import { s3Modules } from "./setup/s3-server.ts";
import { temporalBinary } from "./setup/temporal-binary.ts";

const started = performance.now();
const dir = mkdtempSync(join(tmpdir(), "vklad-tests-"));
try {
  process.exitCode = await main();
} catch (error) {
  const { name, message } = error as Error;
  const isForPeople = ["MissingToolError", "InstallError", "OptionError"].includes(name);
  console.error(isForPeople ? message : error);
  process.exitCode = 1;
} finally {
  rmSync(dir, { recursive: true, force: true });
}

async function main(): Promise<0 | 1> {
  const without = withoutOf(process.argv.slice(2));
  const secrets = watchSecrets(dir);
  const env = { ...(await toolsFor(without)), ...secrets.env };
  // npm waits for the network while the unit tests use the cores.
  const dashboards = installDashboards();
  const outcomes: Outcome[] = [checksOutcome(await runSteps(staticChecks))];
  const durations: string[] = [];
  for (const lanes of STAGES) {
    if (lanes.flat().some((project) => project !== "unit")) await dashboards;
    await Promise.all(
      lanes.map(async (lane) => {
        for (const project of lane) {
          if (without.has(project)) continue;
          const began = performance.now();
          outcomes.push(await runProject(project, dir, env, excused));
          durations.push(`${project} ${secondsSince(began)}`);
        }
      }),
    );
    outcomes.push(secrets.look());
  }
  const leftOut = [...without].map((project) => ({ project, count: testsOf(project) }));
  console.log(`\ntook ${secondsSince(started)}: ${durations.join(", ")}`);
  for (const line of closingLines(outcomes, absent(), leftOut)) console.log(line);
  // Without a test beside the checks and the look for secrets, nothing was tested.
  const isEmpty = durations.length === 0;
  return isEmpty || outcomes.some(({ failed }) => failed > 0) ? 1 : 0;
}

/** Tells the tests where their tools are. Names what cannot be had, before a minute is lost. */
async function toolsFor(without: ReadonlySet<Project>): Promise<NodeJS.ProcessEnv> {
  const env: NodeJS.ProcessEnv = { VKLAD_TEST_NOT_RUN: notRunFile() };
  if (!without.has("temporal")) env["TEMPORAL_CLI"] = await temporalBinary(console.log);
  if (!without.has("browser") || !without.has("club"))
    env["CHROMIUM_PATH"] = chromiumBinary(console.log);
  if (!without.has("engines")) {
    env["VKLAD_TEST_POSTGRES_BIN"] = postgresPrograms(console.log);
    s3Modules(console.log);
  }
  return env;
}

async function installDashboards(): Promise<void> {
  const folder = join(ROOT, "dashboards");
  if (existsSync(join(folder, "package.json"))) await installFolder(folder);
}

function checksOutcome(failed: readonly string[]): Outcome {
  const count = Object.keys(staticChecks).length;
  const failures = failed.map((name) => `check: ${name}`);
  return { passed: count - failed.length, failed: failed.length, skipped: [], failures };
}

function testsOf(project: string): number {
  const vitest = join(ROOT, "node_modules", "vitest", "vitest.mjs");
  const args = [vitest, "list", `--project=${project}`, "--json"];
  const listed = execFileSync(process.execPath, args, { cwd: ROOT, encoding: "utf8" });
  return (JSON.parse(listed) as unknown[]).length;
}

function notRunFile(): string {
  const file = join(dir, "not-run.ndjson");
  writeFileSync(file, "");
  return file;
}

function excused(): ReadonlySet<string> {
  return new Set(absent().map(({ title }) => title));
}

function absent(): NotRun[] {
  const lines = readFileSync(join(dir, "not-run.ndjson"), "utf8").split("\n");
  return lines.filter((line) => line !== "").map((line) => JSON.parse(line) as NotRun);
}
