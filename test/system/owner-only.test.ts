/** On a machine with other users, what a community's people wrote is for its operator alone. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { lstatSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import { afterAll, beforeAll, expect, test } from "vitest";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));

let root: string;
let whileRunning: readonly string[];
let after: readonly string[];

/** `npm start` by somebody whose shell gives all rights to everybody, until it is ready. */
beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), "vklad-owner-"));
  const data = join(root, "data");
  const start = 'umask 000; exec "$0" app/cli/main.ts --locale en --data "$1" demo start --port 0';
  const child = spawn("sh", ["-c", start, process.execPath, data], {
    cwd: ROOT,
    stdio: ["ignore", "pipe", "inherit"],
  });
  const ended = once(child, "exit");
  let said = "";
  const address = await new Promise<string | undefined>((resolve) => {
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      said += text;
      const ready = /Ready\. Open: (\S+)/.exec(said)?.[1];
      if (ready !== undefined) resolve(ready);
    });
    child.once("exit", () => resolve(undefined));
  });
  if (address === undefined) throw new Error(`The demo did not start. It said:\n${said}`);
  await openOnePage(address);
  whileRunning = entriesOf(data);
  child.kill("SIGTERM");
  await ended;
  after = entriesOf(data);
  // It builds the shell where nobody has yet.
}, 600_000);

afterAll(() => rmSync(root, { recursive: true, force: true }));

/** So that a file for one person's browser is made. */
async function openOnePage(address: string): Promise<void> {
  const login = await (await fetch(`${address}/auth/login`)).text();
  const person = /name="person" value="([^"]+)"/.exec(login)?.[1] ?? "";
  const signedIn = await fetch(`${address}/auth/demo`, {
    method: "POST",
    redirect: "manual",
    headers: { origin: address },
    body: new URLSearchParams({ person }),
  });
  const cookie = signedIn.headers.get("set-cookie")?.split(";", 1)[0] ?? "";
  const session = await fetch(`${address}/data/session.json`, { headers: { cookie } });
  if (!session.ok) throw new Error(`The session was answered with ${session.status}.`);
}

/** Each entry of the folder with its mode, the folder itself as a dot. */
function entriesOf(data: string): readonly string[] {
  const names = readdirSync(data, { recursive: true, encoding: "utf8" });
  return [".", ...names].map((name) => {
    const found = lstatSync(join(data, name));
    return `${(found.mode & 0o777).toString(8)} ${found.isDirectory() ? "folder" : "file"} ${name}`;
  });
}

const open = (entries: readonly string[]) =>
  entries.filter((entry) => !/^(700 folder|600 file) /.test(entry));

test("while a community runs, each file is its owner's alone, whatever the umask was", () => {
  expect(open(whileRunning)).toEqual([]);
});

test("once it has stopped, each file is still its owner's alone", () => {
  expect(open(after)).toEqual([]);
});

test("every kind of file was among them", () => {
  const all = whileRunning.join("\n");
  const kinds = [
    "ledger.db-wal",
    "ledger.db-shm",
    "warehouse.duckdb",
    "identity.key",
    "vklad.ndjson",
  ];
  const parts = ["landing/", "snapshots/", "chain/", "cache/", "keys/", "demo/"];

  expect([...kinds, ...parts].filter((part) => !all.includes(part))).toEqual([]);
});
