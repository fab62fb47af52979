/** Commands that only read leave a full data folder exactly as it was, whoever has it open. */
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterAll, beforeAll, expect, test } from "vitest";

import { tracesOf } from "../traces.ts";
import { vklad } from "./cli.ts";
import { type GivenCommunity, givenCommunity } from "./given-community.ts";
import { type GivenRun, openRun } from "./open-run.ts";

const COMMANDS = [
  ["doctor"],
  ["plan"],
  ["distribute", "--status"],
  ["catalogue"],
  ["catalogue", "--all"],
] as const;

let given: GivenCommunity;
let running: string;
let run: GivenRun;
/** As a kill in this moment leaves it: SQLite's and DuckDB's logs are not folded in. */
let killed: string;

beforeAll(async () => {
  given = await givenCommunity();
  running = given.emptyFolder();
  run = await openRun({ folder: running, hello: given.hello });
  await run.refresh();
  await run.distribute();
  killed = mkdtempSync(join(tmpdir(), "vklad-killed-"));
  copy(running, killed);
});

afterAll(async () => {
  await run[Symbol.asyncDispose]();
  await given[Symbol.asyncDispose]();
  rmSync(killed, { recursive: true, force: true });
});

/** By another process: this one would drop the locks it holds by closing what it has copied. */
function copy(from: string, to: string): void {
  const script = "fs.cpSync(process.argv[1], process.argv[2], { recursive: true })";
  execFileSync(process.execPath, ["--eval", script, from, to]);
}

test.for(COMMANDS)("%j leaves no trace in a folder whose owner was killed", async (command) => {
  const before = tracesOf(killed);

  const said = await vklad([...command, "--data", killed]);

  expect(said).toMatchObject({ exitCode: 0, err: "" });
  // Of the warehouse, the ledger and the signer's memory; and of what is known of each stream.
  const logs = before.filter((trace) => /\.(wal|db-wal) /.test(trace));
  expect(logs.filter((trace) => !trace.startsWith("known/"))).toHaveLength(3);
  expect(tracesOf(killed)).toEqual(before);
});

test("doctor beside a running process names it where it cannot look", async () => {
  const { exitCode, out } = await vklad(["doctor", "--data", running]);

  expect(out).toContain(`· warehouse: process ${process.pid} has it open`);
  expect(out).toMatch(/✓ ledger: \d+ events, and their chain holds/);
  expect(out).toMatch(/✓ chain: whole, .* the mint is \w+/);
  expect(exitCode).toBe(0);
});

test("plan beside a running process says who has the warehouse and what to do", async () => {
  const { exitCode, err } = await vklad(["plan", "--data", running]);

  expect(err).toContain(`is in use by process ${process.pid}`);
  expect(err).toContain("Wait until that process ends, or stop it");
  expect(exitCode).toBe(1);
});

test("what catalogue prints is taken beside a running process, from a curator alone", async () => {
  const accountOf = (asked: string) => {
    const { account } = given.hello.people.find(({ role }) => role === asked)!;
    return `${account.source}:${account.nativeId}`;
  };
  const printed = await vklad(["catalogue", "--all", "--data", running]);
  const file = join(killed, "tasks.yaml");
  writeFileSync(file, printed.out);
  const confirm = (by: string) =>
    vklad(["catalogue", "--confirm", file, "--by", by, "--data", running]);

  const refused = await confirm(accountOf("trainee"));
  const first = await confirm(accountOf("deanery"));
  const again = await confirm(accountOf("deanery"));

  const [, left, all] = /not in the catalogue: (\d+) \/ (\d+)/.exec(printed.out) ?? [];
  expect([left, Number(all) > 10]).toEqual(["0", true]);
  expect([refused.exitCode, refused.err]).toEqual([
    1,
    expect.stringContaining("who has the role deanery today"),
  ]);
  expect(first.out).toBe(
    `Tasks written: ${all}, unchanged: 0, in force from 2026-10-31T21:00:00.000Z\n`,
  );
  expect(again.out).toBe(
    `Tasks written: 0, unchanged: ${all}, in force from 2026-10-31T21:00:00.000Z\n`,
  );
});
