import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import { afterEach, expect, test } from "vitest";

import { givenSettlement } from "../given.ts";
import type { ReclaimKill } from "./given-killed-reclaim.ts";
import { givenTwoMonths, reclaimed } from "./given-reclaim.ts";

const ENTRY = fileURLToPath(new URL("./given-killed-reclaim.ts", import.meta.url));

const folders: string[] = [];

afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

test("killed as a plan is closed, and as its receipts are signed for, taken and noted, one after the other, each is taken back once", async () => {
  const folder = mkdtempSync(join(tmpdir(), "vklad-kill-"));
  folders.push(folder);
  const digest = await settled(folder);
  const before = await lamportsIn(folder);
  const places: readonly Omit<ReclaimKill, "folder" | "digest">[] = [
    { at: "after closing" },
    { before: "plan_closed" },
    { after: "plan_closed" },
    { before: "reclaim_signed" },
    { at: "after reclaim journal" },
    { at: "after reclaim send" },
    { before: "reclaim_ended" },
  ];
  for (const place of places) {
    const told: ReclaimKill = { folder, digest, ...place };
    const child = spawn(process.execPath, [ENTRY, JSON.stringify(told)], { stdio: "inherit" });
    expect([place, ...(await once(child, "exit"))]).toEqual([place, null, "SIGKILL"]);
  }

  {
    await using given = await givenSettlement({ folder });
    expect(await reclaimed(given, digest)).toMatchObject({
      ...{ receiptCount: 0, reclaimedLamports: 5n * 890_880n },
      stand: { code: "reclaimed" },
    });
    expect(await given.ledger.read({ kinds: ["reclaim_signed"] })).toHaveLength(1);
  }
  // Less what the closing locks, and two fees.
  expect((await lamportsIn(folder)) - before).toBe(4n * 890_880n - 2n * 5_000n);
});

async function settled(folder: string): Promise<string> {
  await using months = await givenTwoMonths(folder);
  await months.settle();
  await months.later();
  return months.digest;
}

async function lamportsIn(folder: string): Promise<bigint> {
  await using given = await givenSettlement({ folder });
  const { values } = await given.chain.chain.accounts([given.settler.address], "confirmed");
  return values[0]?.lamports ?? 0n;
}
