/** A ledger that is gone comes back by one command, from what landed of it. */
import { mkdtempSync, readdirSync, renameSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterEach, beforeEach, expect, test, vi } from "vitest";

import { openLanding } from "../../../warehouse/landing/index.ts";
import { ledgerFeed, ledgerStream, openLedger } from "../../../warehouse/ledger/index.ts";
import { ledgerRestore } from "./ledger-restore.ts";

const NOW = "2026-10-05T09:00:00Z";
let data: string;

beforeEach(() => {
  data = mkdtempSync(join(tmpdir(), "vklad-restore-"));
});

afterEach(() => rmSync(data, { recursive: true, force: true }));

const options = () => ({ data, config: "vklad.config.ts", locale: "en", asOf: NOW }) as const;
const open = (name = "ledger.db") =>
  openLedger({ file: join(data, name), clock: () => new Date(NOW) });

async function said(command: () => Promise<unknown>): Promise<string> {
  const write = vi.spyOn(process.stdout, "write").mockReturnValue(true);
  try {
    await command();
    return write.mock.calls.map(([text]) => `${text}`).join("");
  } finally {
    write.mockRestore();
  }
}

/** Two events that landed, and one more in a backup, which is moved away with the ledger. */
async function givenLost() {
  await using ledger = open();
  const say = (link_id: string) =>
    ledger.append("link_revoked", { link_id, reason: "x" }, { actor: "demo" });
  await say("a");
  await say("b");
  const page = await ledgerFeed(ledger).fetchPage({
    ...{ cursor: null, until: NOW, signal: new AbortController().signal },
  });
  const { primaryKey, name } = ledgerStream;
  await openLanding(join(data, "landing")).write(name, page, { until: NOW, primaryKey });
  const { hash } = await say("c");
  await ledger.close();
  renameSync(join(data, "ledger.db"), join(data, "backup.db"));
  return hash;
}

test("a lost ledger comes back from landing, and the rest of it from a backup", async () => {
  const newest = await givenLost();

  const looked = await said(() => ledgerRestore(options(), { dryRun: true }));
  expect(looked).toContain("the ledger ended with event: 0\nlanding: events that verify: 2\n");
  expect(readdirSync(data)).not.toContain("ledger.db");

  const first = await said(() => ledgerRestore(options(), { dryRun: false }));
  expect(first).toContain("Events restored: 2\n");
  const from = join(data, "backup.db");
  const second = await said(() => ledgerRestore(options(), { dryRun: false, from }));
  expect(second).toContain("Events restored: 1\nThe file before is kept beside: ");
  const third = await said(() => ledgerRestore(options(), { dryRun: false, from }));

  expect(third).toContain("There is nothing to add");
  await using again = open();
  expect(await again.head()).toEqual({ seq: 3, hash: newest });
});

test("a backup that is not there is named, and nothing is made", async () => {
  const restoring = ledgerRestore(options(), { dryRun: false, from: join(data, "none.db") });
  await expect(restoring).rejects.toThrow("none.db, and there is no such file");
  expect(readdirSync(data)).not.toContain("ledger.db");
});
