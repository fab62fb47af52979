import { cpSync, mkdirSync, mkdtempSync, rmSync, truncateSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";

import { afterEach, beforeEach, expect, test } from "vitest";

import { tracesOf } from "../../../test/traces.ts";
import { NOON } from "../given.ts";
import { type Ledger, openLedger } from "./ledger.ts";
import { openLedgerToRead } from "./ledger-reader.ts";

let dir: string;
let file: string;

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "vklad-reader-"));
  file = join(dir, "ledger.db");
});

afterEach(() => rmSync(dir, { recursive: true, force: true }));

const openHere = () => openLedger({ file, clock: () => NOON });

async function append(ledger: Ledger, link_id: string): Promise<void> {
  await ledger.append("link_revoked", { link_id, reason: "mistake" }, { actor: "demo" });
}

/** What a reader sees in a folder, and that the folder is as it was. */
async function readWithoutTrace(folder: string) {
  const before = tracesOf(folder);
  const reader = await openLedgerToRead({ file: join(folder, "ledger.db") });
  const { eventCount } = (await reader?.verify()) ?? expect.unreachable();
  await reader?.close();
  expect(tracesOf(folder)).toEqual(before);
  return eventCount;
}

/** The files as a kill leaves them, or a backup of some of them. */
function copied(...suffixes: readonly string[]): string {
  const copy = join(dir, "copy");
  mkdirSync(copy);
  for (const suffix of suffixes) cpSync(`${file}${suffix}`, join(copy, `ledger.db${suffix}`));
  return copy;
}

test("a ledger that nobody has open is read without a trace", async () => {
  await using ledger = openHere();
  await append(ledger, "l1");
  await ledger.close();

  expect(await readWithoutTrace(dir)).toBe(1);
});

test("a ledger is read while somebody appends to it, and each event is seen at once", async () => {
  await using ledger = openHere();
  await append(ledger, "l1");
  await using reader = (await openLedgerToRead({ file })) ?? expect.unreachable();
  const before = await reader.verify();

  await append(ledger, "l2");

  expect([before, await reader.verify()]).toEqual([{ eventCount: 1 }, { eventCount: 2 }]);
  expect(await readWithoutTrace(dir)).toBe(2);
});

test("what a killed process had appended is read without mending its files", async () => {
  await using ledger = openHere();
  await append(ledger, "l1");
  await append(ledger, "l2");

  expect(await readWithoutTrace(copied("", "-wal", "-shm"))).toBe(2);
});

test("a ledger restored with its log alone is read whole", async () => {
  await using ledger = openHere();
  await append(ledger, "l1");

  expect(await readWithoutTrace(copied("", "-wal"))).toBe(1);
});

test("no ledger is nothing to read, and none is made", async () => {
  expect(await openLedgerToRead({ file })).toBeNull();
  expect(tracesOf(dir)).toEqual([]);
});

test("a ledger of an older version is named and left as it is", async () => {
  new DatabaseSync(file).exec("CREATE TABLE events (seq INTEGER)");
  const before = tracesOf(dir);

  await expect(openLedgerToRead({ file })).rejects.toThrow(
    "was written by an older version of Vklad",
  );

  expect(tracesOf(dir)).toEqual(before);
});

test("a damaged ledger is named and left as it is", async () => {
  const ledger = openHere();
  await append(ledger, "l1");
  await ledger.close();
  truncateSync(file, 5_000);
  const before = tracesOf(dir);

  await expect(openLedgerToRead({ file })).rejects.toThrow("Expected an intact Vklad ledger");

  expect(tracesOf(dir)).toEqual(before);
});
