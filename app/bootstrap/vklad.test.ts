import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";

let dir: string;
let command: string;
let env: NodeJS.ProcessEnv;

/** The command reads where it lies, so it is tried in a project of its own, with an npm that does nothing. */
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), "vklad-bin-"));
  mkdirSync(join(dir, "app", "bootstrap"), { recursive: true });
  mkdirSync(join(dir, "app", "cli"));
  for (const name of ["vklad", "install", "bound-child", "end-with-parent"])
    copyFileSync(
      join(import.meta.dirname, `${name}.mjs`),
      join(dir, "app", "bootstrap", `${name}.mjs`),
    );
  command = join(dir, "app", "bootstrap", "vklad.mjs");
  const main = `const [code]: string[] = process.argv.slice(2);
    if (code === "wait") { console.log("waiting"); setInterval(() => {}, 1000); }
    else process.exit(Number(code));`;
  writeFileSync(join(dir, "app", "cli", "main.ts"), main);
  writeFileSync(join(dir, "package.json"), `{ "type": "module" }`);
  const npm = join(dir, "npm-cli.js");
  writeFileSync(npm, "");
  env = { ...process.env, npm_execpath: npm, npm_node_execpath: process.execPath };
});

afterAll(() => rmSync(dir, { recursive: true, force: true }));

test("what is missing is installed first, and only said where no program reads it", () => {
  rmSync(join(dir, "node_modules"), { recursive: true, force: true });

  const first = spawnSync(process.execPath, [command, "0"], { env, encoding: "utf8" });
  const second = spawnSync(process.execPath, [command, "0"], { env, encoding: "utf8" });

  expect([first.status, first.stdout]).toEqual([0, ""]);
  expect(first.stderr).toContain("Installed the packages");
  expect([second.status, second.stdout, second.stderr]).toEqual([0, "", ""]);
});

test("arguments and the exit code pass through", () => {
  expect(spawnSync(process.execPath, [command, "7"], { env }).status).toBe(7);
});

test("a signal reaches the command that runs, and its end is passed back", async () => {
  const child = spawn(process.execPath, [command, "wait"], {
    env,
    stdio: ["ignore", "pipe", "inherit"],
  });
  await once(child.stdout, "data");
  child.kill("SIGTERM");
  expect(await once(child, "exit")).toEqual([null, "SIGTERM"]);
});
