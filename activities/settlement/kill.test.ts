import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";

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
import { moveLamports, ownerOf } from "./given-strangers.ts";
import type { Act, KillTold, Place } from "./given-killed.ts";

const ENTRY = fileURLToPath(new URL("./given-killed.ts", import.meta.url));

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

/** Settles in a process of its own, which ends by SIGKILL: at its place, or whenever we kill it. */
function settleElsewhere(
  folder: string,
  digest: string,
  place: Place,
  act: Act = "pay",
  batch = 0,
) {
  const told: KillTold = { folder, digest, act, place, batch };
  return spawn(process.execPath, [ENTRY, JSON.stringify(told)], {
    stdio: ["ignore", "pipe", "inherit"],
  });
}

/** Whom a batch of the plan pays. */
function walletsOf(facts: Parameters<typeof planOf>[0], batch: number): readonly string[] {
  const { batches, lines } = planOf(facts, TWENTY);
  const of = lines.filter(({ id }) => batches[batch]?.lineIds.includes(id) === true);
  return of.map(({ wallet }) => wallet ?? "").toSorted();
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

test.each(["after journal", "after send"] as const)(
  "killed %s and started again, every line is paid by one transfer",
  async (point) => {
    const { folder, digest } = await givenFolder();
    const [code, signal] = await once(settleElsewhere(folder, digest, { at: point }), "exit");

    expect([code, signal]).toEqual([null, "SIGKILL"]);
    expect(await settledAgain(folder, digest)).toEqual(onceEach);
  },
);

test("killed before, as and after a payment is journalled, lands and is kept, one after the other, every line is paid by one transfer", async () => {
  const { folder, digest } = await givenFolder();
  const places: readonly Place[] = [
    { before: "attempt_signed" },
    { committing: "attempt_signed" },
    { saving: "line" },
    { before: "batch_paid" },
    { saving: "file" },
  ];
  for (const place of places) {
    const ended = await once(settleElsewhere(folder, digest, place), "exit");
    expect([place, ...ended]).toEqual([place, null, "SIGKILL"]);
  }

  expect(await settledAgain(folder, digest)).toEqual(onceEach);
});

test("killed once a failure was noted and started again, a new payment is signed and every line paid once", async () => {
  const { folder, digest } = await givenFolder();
  const child = settleElsewhere(folder, digest, { after: "attempt_failed" }, "fail");
  expect(await once(child, "exit")).toEqual([null, "SIGKILL"]);

  await using given = await givenSettlement({ folder });
  await expect(given.activities().prepareBatch({ digest, batch: 0 })).rejects.toThrow("lamports");
  const stranger = ownerOf("stranger");
  await moveLamports(given, stranger, given.settler.address, 1_000_000_000n);
  expect(await settleAll(given, digest)).toEqual(onceEach.outcomes);
  expect(await chainBalances(given.activities(), digest)).toEqual(onceEach.balances);
  const attempts = await given.ledger.read({ kinds: ["attempt_signed"] });
  expect(attempts.map(({ payload }) => payload.batch)).toEqual([0, 0, 1, 2]);
});

test("killed during voids and started again, each batch is voided or paid, and never both", async () => {
  const { folder, digest } = await givenFolder();
  {
    await using given = await givenSettlement({ folder });
    for (const batch of [0, 1, 2]) await given.activities().prepareBatch({ digest, batch });
    const wish = { digest, reason: "a key was revoked" };
    await given.ledger.append("distribution_void_asked", wish, { actor: "operator" });
  }
  const kills = [
    { batch: 0, act: "void", place: { committing: "attempt_signed" } },
    { batch: 1, act: "void", place: { at: "after send" } },
    { batch: 2, act: "late", place: { at: "after journal" } },
  ] as const;
  for (const { place, act, batch } of kills) {
    const ended = await once(settleElsewhere(folder, digest, place, act, batch), "exit");
    expect([batch, ...ended]).toEqual([batch, null, "SIGKILL"]);
  }

  await using given = await givenSettlement({ folder });
  const { voidBatch, observeBatch, balances } = given.activities();
  for (const { batch } of kills) await voidBatch({ digest, batch });
  given.chain.advance(40);
  const outcomes = [];
  for (const { batch } of kills) outcomes.push((await observeBatch({ digest, batch })).outcome);
  expect(outcomes).toEqual(["voided", "voided", "paid"]);
  // The payments that were signed before come late.
  for (const { payload } of await given.ledger.read({ kinds: ["attempt_signed"] }))
    await given.chain.chain.send(Buffer.from(payload.wire, "base64"));
  given.chain.advance(40);
  const held = (await balances({ digest })).filter(
    ({ amountBaseUnits }) => amountBaseUnits !== "0",
  );
  expect(held.map(({ wallet }) => wallet).toSorted()).toEqual(walletsOf(given.facts, 2));
});

test("killed anywhere, five times over, every line is paid by one transfer", async () => {
  const { folder, digest } = await givenFolder();
  const chance = seededRandom("killed anywhere");
  for (let kill = 0; kill < 5; kill += 1) {
    const child = settleElsewhere(folder, digest, {});
    await once(child.stdout, "data");
    await pause(chance.whole(0, 150));
    child.kill("SIGKILL");
    if (child.exitCode === null && child.signalCode === null) await once(child, "exit");
  }

  expect(await settledAgain(folder, digest)).toEqual(onceEach);
});

test("a process that owns the chain is named to the next one", async () => {
  const { folder, digest } = await givenFolder();
  const child = settleElsewhere(folder, digest, {});
  await once(child.stdout, "data");
  child.kill("SIGSTOP");

  await expect(givenSettlement({ folder })).rejects.toThrow(`belongs to process ${child.pid};`);
  child.kill("SIGKILL");
  await once(child, "exit");
});
