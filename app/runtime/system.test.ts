import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { expect, test } from "vitest";

import { policies } from "../../temporal.config.ts";
import config from "../../vklad.config.ts";
import { checkConfig } from "../community/configuration.ts";
import { dataFolder } from "../community/data-folder.ts";
import { identityKeyIn } from "../community/identity-key.ts";
import { noConnections } from "./feeds.ts";
import { openParts, type QueueName } from "./system.ts";

/** An empty folder, and what opening the parts of some queues leaves in it. */
function givenFolder() {
  const root = mkdtempSync(join(tmpdir(), "vklad-parts-"));
  const folder = dataFolder(root);
  const options = {
    config: checkConfig(config, "a test"),
    folder,
    identity: identityKeyIn(folder.keys),
    clock: { now: () => new Date("2026-10-05T09:00:00Z") },
    connections: noConnections,
  };
  return {
    folder,
    open: (...queues: QueueName[]) => openParts(queues, options),
    /** Without the files that the engines keep beside theirs for as long as they are open. */
    files: () =>
      readdirSync(root, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile() && !/-(wal|shm|journal)$|\.wal$/.test(entry.name))
        .map(({ parentPath, name }) => join(parentPath, name).slice(root.length + 1))
        .toSorted(),
    [Symbol.dispose]: () => rmSync(root, { recursive: true, force: true }),
  };
}

const namedBy = (queue: QueueName) =>
  Object.entries(policies)
    .flatMap(([name, policy]) => (policy.queue === queue ? [name] : []))
    .toSorted();

test("who fetches makes neither a warehouse, nor a chain, nor a key", async () => {
  using given = givenFolder();

  await using parts = await given.open("fetch");

  expect(Object.keys(parts.activities).toSorted()).toEqual(namedBy("fetch"));
  expect(given.files()).toEqual(["ledger.db"]);
});

test("who builds makes the warehouse, and neither a chain nor a key", async () => {
  using given = givenFolder();

  await using parts = await given.open("warehouse");

  expect(Object.keys(parts.activities).toSorted()).toEqual(namedBy("warehouse"));
  expect(given.files()).toEqual(["ledger.db", "warehouse.duckdb", "warehouse.duckdb.lock"]);
});

test("who pays makes the chain and its key, and no warehouse", async () => {
  using given = givenFolder();

  await using parts = await given.open("chain");

  expect(Object.keys(parts.activities).toSorted()).toEqual(namedBy("chain"));
  expect(given.files()).toEqual([
    "chain/chain.bin",
    "chain/owner.lock",
    "chain/owner.pid",
    "keys/settler.json",
    "ledger.db",
  ]);
});

test("a settler's key that cannot be read stops nobody but who pays", async () => {
  using given = givenFolder();
  mkdirSync(given.folder.keys);
  writeFileSync(join(given.folder.keys, "settler.json"), "no key", { mode: 0o600 });

  await using others = await given.open("fetch", "warehouse");
  const paying = given.open("chain");

  expect(others.paying).toBeNull();
  await expect(paying).rejects.toThrow("is not a JSON array of 64 bytes");
});

test("a plan is proposed beside the process that owns the chain, on the chain as it stands", async () => {
  using given = givenFolder();
  await using payer = await given.open("chain");
  await using builder = await given.open("warehouse");

  const facts = await builder.storing?.chainFacts([payer.paying?.chain.settler ?? ""]);

  const { genesis, mint, treasury, settler } = payer.paying?.chain ?? expect.unreachable();
  expect(facts).toEqual({
    ...{ genesis, mint, treasury, settler, decimals: 6 },
    tokenAccounts: { [settler]: "unusable" },
  });
});
