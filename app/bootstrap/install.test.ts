import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";

import { installFolder } from "./install.mjs";

let dir: string;
let folder: string;

/** Stands in for npm: counts its runs, takes a moment, and fails when told to. */
const FAKE_NPM = `
const fs = require("node:fs");
fs.appendFileSync("runs", process.argv.slice(2).join(" ") + "\\n");
if (fs.existsSync("fail")) { console.error("npm error code ETARGET"); process.exit(1); }
setTimeout(() => {}, 300);
`;

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "vklad-install-"));
  folder = join(dir, "project");
  mkdirSync(folder);
  writeFileSync(join(folder, "package-lock.json"), "{}");
  writeFileSync(join(dir, "npm-cli.js"), FAKE_NPM);
  vi.stubEnv("npm_execpath", join(dir, "npm-cli.js"));
  vi.stubEnv("npm_node_execpath", process.execPath);
});

afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(dir, { recursive: true, force: true });
});

const runs = () => readFileSync(join(folder, "runs"), "utf8").trim().split("\n");
const quiet = { log: () => {} };

test("a folder is installed once, and again when its lock file changed", async () => {
  expect(await installFolder(folder, quiet)).toBe(true);
  expect(await installFolder(folder, quiet)).toBe(false);
  writeFileSync(join(folder, "package-lock.json"), '{"changed":true}');
  expect(await installFolder(folder, quiet)).toBe(true);
  expect(runs()).toHaveLength(2);
  expect(runs()[0]).toMatch(/^install --no-save /);
});

test("of those who ask at once one installs, and the others say that they wait for it", async () => {
  const lines: string[] = [];
  const log = (line: string) => void lines.push(line);
  const asked = [1, 2, 3].map(() => installFolder(folder, { log }));
  expect((await Promise.all(asked)).toSorted()).toEqual([false, false, true]);
  expect(runs()).toHaveLength(1);
  expect(lines.filter((line) => line.includes("waiting for it"))).toHaveLength(2);
});

test("a failed install names the folder and what npm said, and is tried again", async () => {
  writeFileSync(join(folder, "fail"), "");
  const failing = installFolder(folder, quiet);
  await expect(failing).rejects.toThrow(/packages of .*project \(exit code 1\)[^]*ETARGET/);
  rmSync(join(folder, "fail"));
  expect(await installFolder(folder, quiet)).toBe(true);
});

test("a lock left by a process that died holds nobody up", async () => {
  const { pid } = spawnSync(process.execPath, ["--version"]);
  const lines: string[] = [];
  const lock = join(folder, "node_modules", ".vklad-installing");
  mkdirSync(lock, { recursive: true });
  writeFileSync(join(lock, "owner"), `${hostname()} ${pid}`);

  const installed = await installFolder(folder, { log: (line) => void lines.push(line) });

  expect(installed).toBe(true);
  expect(lines.filter((line) => line.includes("waiting for it"))).toEqual([]);
});

test("a lock of another machine is left once nobody has touched it for long", async () => {
  const lock = join(folder, "node_modules", ".vklad-installing");
  mkdirSync(lock, { recursive: true });
  writeFileSync(join(lock, "owner"), `elsewhere ${process.pid}`);
  utimesSync(lock, new Date(0), new Date(0));
  expect(await installFolder(folder, quiet)).toBe(true);
});
