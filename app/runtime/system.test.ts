import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { expect, test } from "vitest";

import type { ChainView } from "../../activities/settlement/chain/port.ts";
import { readSettlerKey } from "../../activities/settlement/chain/settler-key.ts";
import { planOf } from "../../activities/settlement/given.ts";
import { payoutsOf } from "../../activities/settlement/payout.ts";
import { DEFAULT_CAPS } from "../../activities/settlement/caps.ts";
import { signAttempt } from "../../activities/settlement/sign-attempt.ts";
import { blindSigner } from "../../activities/settlement/signer/given.ts";
import { givenProposal } from "../../warehouse/ledger/given.ts";
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
    "signer/signer.db",
  ]);
});

test("who pays executes the chain beside, so that this process answers others meanwhile", async () => {
  using given = givenFolder();
  await using parts = await given.open("chain");
  let isTurned = false;
  setImmediate(() => (isTurned = true));

  await parts.paying?.embedded?.chain.genesis();

  expect(isTurned).toBe(true);
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

  const facts = await builder.storing?.chainFacts([payer.paying?.embedded?.settler ?? ""]);

  const { genesis, mint, treasury, settler } = payer.paying?.embedded ?? expect.unreachable();
  expect(facts).toEqual({
    ...{ genesis, mint, treasury, settler, decimals: 6, format: "v1" },
    tokenAccounts: { [settler]: "unusable" },
  });
});

test("nothing is proposed on a chain that shows a payment which the ledger does not know", async () => {
  using given = givenFolder();
  await using payer = await given.open("chain");
  await using builder = await given.open("warehouse");
  const chain = payer.paying?.embedded ?? expect.unreachable();
  const lost = planOf({ ...chainOf(chain), decimals: 6 }, [{ member: "m_ada", amount: 5n }]);
  const settler = readSettlerKey(join(given.folder.keys, "settler.json"));
  const payout = payoutsOf(lost, "5e".repeat(32), settler)(0);
  const signed = await signAttempt(chain.chain, blindSigner(settler), payout, {
    ...{ digest: "5e".repeat(32), purpose: "pay", ledgerHead: "1e".repeat(32) },
    ...{ unitPriceMicroLamports: 0n, caps: DEFAULT_CAPS, isFree: async () => true },
  });
  await chain.chain.send(signed?.wire ?? expect.unreachable());

  const asked = builder.storing?.chainFacts([]);

  await expect(asked).rejects.toThrow("The ledger is older than the chain");
});

test("who pays refuses to begin where the chain of the ledger's plans is gone", async () => {
  using given = givenFolder();
  const payer = await given.open("chain");
  const facts = { ...chainOf(payer.paying?.embedded ?? expect.unreachable()), decimals: 6 };
  await givenProposal(payer.ledger, planOf(facts, [{ member: "m_ada", amount: 5n }]));
  await payer[Symbol.asyncDispose]();
  rmSync(given.folder.chain, { recursive: true });

  await expect(given.open("chain")).rejects.toThrow(
    `The ledger's plans are for the embedded chain ${facts.genesis}`,
  );
});

function chainOf({ genesis, mint, treasury, settler }: ChainView) {
  return { genesis, mint, treasury, settler };
}
