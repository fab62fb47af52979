import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";

let dir: string;
let command: string;

/** The command reads where it lies, so it is tried in a project of its own. */
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), "vklad-bin-"));
  mkdirSync(join(dir, "app", "bootstrap"), { recursive: true });
  mkdirSync(join(dir, "app", "cli"));
  command = join(dir, "app", "bootstrap", "vklad.mjs");
  copyFileSync(join(import.meta.dirname, "vklad.mjs"), command);
  const main = `const [code]: string[] = process.argv.slice(2);
    if (code === "wait") { console.log("waiting"); setInterval(() => {}, 1000); }
    else process.exit(Number(code));`;
  writeFileSync(join(dir, "app", "cli", "main.ts"), main);
});

afterAll(() => rmSync(dir, { recursive: true, force: true }));

test("arguments and the exit code pass through", () => {
  expect(spawnSync(process.execPath, [command, "7"]).status).toBe(7);
});

test("a signal reaches the command that runs, and its end is passed back", async () => {
  const child = spawn(process.execPath, [command, "wait"], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  await once(child.stdout, "data");
  child.kill("SIGTERM");
  expect(await once(child, "exit")).toEqual([null, "SIGTERM"]);
});
