import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterEach, beforeEach, expect, test } from "vitest";

import { removeStrayFiles, temporaryPath, writeAtomically } from "./atomic-write.ts";

let dir: string;

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), "vklad-atomic-"));
});

afterEach(async () => {
  await rm(dir, { recursive: true });
});

/** The id of a process that has ended. The system gives it to no other for a long time. */
async function endedPid(): Promise<number> {
  const child = spawn(process.execPath, ["--version"], { stdio: "ignore" });
  await once(child, "exit");
  return child.pid ?? 0;
}

test("a file is replaced as a whole, and readers see the old one until then", async () => {
  await writeAtomically(dir, "state.json", "old and longer");
  let seen = "";

  await writeAtomically(dir, "state.json", "new", async () => {
    seen = await readFile(join(dir, "state.json"), "utf8");
  });

  expect([seen, await readFile(join(dir, "state.json"), "utf8")]).toEqual([
    "old and longer",
    "new",
  ]);
  expect(await readdir(dir)).toEqual(["state.json"]);
});

test("what a killed process began is removed, a living one's is its own", async () => {
  const living = temporaryPath(dir);
  await writeFile(living, "half of a page");
  const killed = `.${await endedPid()}-0123456789ab.tmp`;
  await writeFile(join(dir, killed), "half of a page");
  const killedFolder = `.${await endedPid()}-ba9876543210.tmp`;
  await mkdir(join(dir, killedFolder));
  await writeFile(join(dir, killedFolder, "part"), "half of a snapshot");

  await removeStrayFiles(dir);

  expect((await readdir(dir)).map((name) => join(dir, name))).toEqual([living]);
});

test("what is nobody's temporary file stays", async () => {
  const pid = await endedPid();
  const others = ["00000001-0123456789abcdef.ndjson.zst", `${pid}-0123456789ab.tmp`, "seen.json"];
  for (const name of others) await writeFile(join(dir, name), "");

  await removeStrayFiles(dir);

  expect((await readdir(dir)).toSorted()).toEqual(others.toSorted());
});
