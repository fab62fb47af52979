import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { expect, onTestFinished, test } from "vitest";

import { seededBytes } from "../../test/seed.ts";
import { createHttp } from "../http.ts";
import { testClock } from "../testing/clock.ts";
import { loopback, type Reply } from "../testing/loopback.ts";

const FILE = Buffer.alloc(100_000, "vklad");

/** A system whose files lie at another address, which answers what it is given first. */
async function givenFile(...first: readonly Reply[]) {
  const key = seededBytes("a key for files").toString("hex");
  const stored = [...first];
  const withKey: string[] = [];
  const server = await loopback(({ path, headers }) => {
    if (headers["authorization"] !== undefined) withKey.push(path);
    return path === "/file"
      ? { status: 302, text: "", headers: { Location: "/stored?signature=s" } }
      : (stored.shift() ?? { bytes: FILE });
  });
  const dir = mkdtempSync(join(tmpdir(), "vklad-saved-test-"));
  onTestFinished(async () => {
    await server[Symbol.asyncDispose]();
    rmSync(dir, { recursive: true });
  });
  const headers = { Authorization: `Bearer ${key}` };
  const clock = testClock();
  const noted: (number | null)[] = [];
  const http = createHttp({
    ...{ system: "Twin", url: server.url, headers, perSecond: 1000, clock },
    usage: { note: ({ status }) => noted.push(status) },
  });
  const file = join(dir, "file");
  const { signal } = new AbortController();
  const save = (bytesMax = 1_000_000) => http.save("/file", { file, bytesMax, signal });
  return { save, file, withKey, noted };
}

test("a file is saved whole, for its user alone, and our key stays with the system", async () => {
  const { save, file, withKey, noted } = await givenFile();

  expect(await save()).toBe(FILE.byteLength);

  expect(readFileSync(file).equals(FILE)).toBe(true);
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(withKey).toEqual(["/file"]);
  // Where it lies is another's.
  expect(noted).toEqual([302]);
});

test.each<[string, Reply]>([
  ["lost its connection within the file", { bytes: FILE, droppedAfterBytes: 70_000 }],
  ["was refused there", { status: 403, text: "expired" }],
])("what %s is asked for again", async (_, fault) => {
  const { save, file } = await givenFile(fault, fault);

  expect(await save()).toBe(FILE.byteLength);
  expect(readFileSync(file).equals(FILE)).toBe(true);
});

test("what comes cut short each time is not kept", async () => {
  const faults = Array.from({ length: 500 }, () => ({ bytes: FILE, droppedAfterBytes: 70_000 }));
  const { save, file } = await givenFile(...faults);

  await expect(save()).rejects.toMatchObject({ name: "SourceDownError" });
  expect(existsSync(file)).toBe(false);
});

test("more than was agreed is refused by name, and nothing of it stays", async () => {
  const { save, file } = await givenFile();

  await expect(save(50_000)).rejects.toMatchObject({ name: "SourceTooLargeError" });
  expect(existsSync(file)).toBe(false);
});

test("an answer in place of an address is refused", async () => {
  const server = await loopback(() => ({ json: { list: [] } }));
  onTestFinished(() => server[Symbol.asyncDispose]());
  const http = createHttp({ system: "Twin", url: server.url, perSecond: 1000, clock: testClock() });
  const to = { file: join(tmpdir(), "vklad-never-made"), bytesMax: 1000 };

  const saving = http.save("/file", { ...to, signal: new AbortController().signal });

  await expect(saving).rejects.toMatchObject({ name: "SourceShapeError" });
});
