import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";

import { PublicKey } from "@solana/web3.js";
import { afterEach, expect, test } from "vitest";

import { seededRandom } from "../../test/seed.ts";
import {
  chainBalances,
  expectedBalances,
  givenApproved,
  givenSettlement,
  planOf,
  settleAll,
  TWENTY,
} from "./given.ts";

const folders: string[] = [];

afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

/** Stores on disk with an approved plan of three batches, and nobody who has them open. */
async function givenFolder(): Promise<{ folder: string; digest: string }> {
  const folder = mkdtempSync(join(tmpdir(), "vklad-kill-"));
  folders.push(folder);
  await using given = await givenSettlement({ folder });
  return { folder, digest: await givenApproved(given.ledger, planOf(given.facts, TWENTY)) };
}

/** Settles in a process of its own, which ends by SIGKILL: at the point, or whenever we kill it. */
function settleElsewhere(folder: string, digest: string, point: string) {
  const given = JSON.stringify(new URL("./given.ts", import.meta.url).href);
  const code = `
    import { givenSettlement, settleAll } from ${given};
    const given = await givenSettlement({ folder: ${JSON.stringify(folder)} });
    const failpoint = (point) => {
      if (point === ${JSON.stringify(point)}) process.kill(process.pid, "SIGKILL");
    };
    console.log("open");
    await settleAll(given, ${JSON.stringify(digest)}, given.activities({ failpoint }));
    await given[Symbol.asyncDispose]();`;
  return spawn(process.execPath, ["--input-type=module", "--eval", code], {
    stdio: ["ignore", "pipe", "inherit"],
  });
}

/** Settles to the end and says what the chain then shows. */
async function settledAgain(folder: string, digest: string) {
  await using given = await givenSettlement({ folder });
  const outcomes = await settleAll(given, digest);
  const treasury = new PublicKey(given.facts.treasury);
  const named = await given.chain.connection.getSignaturesForAddress(treasury, {}, "finalized");
  return {
    outcomes,
    balances: await chainBalances(given.activities(), digest),
    // Besides the one that made the token, and the one that took the month.
    paymentCount: named.filter(({ err }) => err === null).length - 2,
  };
}

const onceEach = {
  outcomes: ["paid", "paid", "paid"],
  balances: expectedBalances(TWENTY),
  paymentCount: 3,
};

test.each(["after journal", "after send"])(
  "killed %s and started again, every line is paid by one transfer",
  async (point) => {
    const { folder, digest } = await givenFolder();
    const [code, signal] = await once(settleElsewhere(folder, digest, point), "exit");

    expect([code, signal]).toEqual([null, "SIGKILL"]);
    expect(await settledAgain(folder, digest)).toEqual(onceEach);
  },
);

test("killed anywhere, five times over, every line is paid by one transfer", async () => {
  const { folder, digest } = await givenFolder();
  const chance = seededRandom("killed anywhere");
  for (let kill = 0; kill < 5; kill += 1) {
    const child = settleElsewhere(folder, digest, "never");
    await once(child.stdout, "data");
    await pause(chance.whole(0, 150));
    child.kill("SIGKILL");
    if (child.exitCode === null && child.signalCode === null) await once(child, "exit");
  }

  expect(await settledAgain(folder, digest)).toEqual(onceEach);
});

test("a process that owns the chain is named to the next one", async () => {
  const { folder, digest } = await givenFolder();
  const child = settleElsewhere(folder, digest, "never");
  await once(child.stdout, "data");
  child.kill("SIGSTOP");

  await expect(givenSettlement({ folder })).rejects.toThrow(`belongs to process ${child.pid};`);
  child.kill("SIGKILL");
  await once(child, "exit");
});
