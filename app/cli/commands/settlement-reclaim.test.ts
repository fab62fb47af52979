import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterAll, beforeAll, expect, test } from "vitest";

import { givenTwoMonths } from "../../../activities/settlement/reclaim/given-reclaim.ts";
import demo from "../../../vklad.config.ts";

const MAIN = join(import.meta.dirname, "../main.ts");

const folder = mkdtempSync(join(tmpdir(), "vklad-reclaim-"));

/** A community's folder with two paid months, which nobody has open. */
beforeAll(async () => {
  await using months = await givenTwoMonths(folder);
  await months.settle();
  await months.later();
  months.given.chain.advance(200);
  const config = `export default ${JSON.stringify({ ...demo, demo: undefined })}`;
  writeFileSync(join(folder, "config.mjs"), config);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function reclaim(...asked: string[]): Promise<readonly string[]> {
  const args = ["--data", folder, "--config", join(folder, "config.mjs"), "settlement", "reclaim"];
  return await new Promise((done, failed) => {
    execFile(process.execPath, [MAIN, ...args, ...asked], (error, stdout, stderr) =>
      error === null
        ? done(stdout.split("\n").filter((line) => line.startsWith("20")))
        : failed(new Error(stdout + stderr)),
    );
  });
}

test("the operator sees what receipts lock and why they stay, and takes back what may be", async () => {
  const shown = await reclaim("--dry-run", "--locale", "en");
  expect(shown[0]).toBe(
    "2026-09 r1: receipts 5, locked, lamports 4454400 (0.0044544 SOL): may be taken back: first " +
      "the plan is closed on the chain, for ever",
  );
  expect(shown[1]).toMatch(/^2026-10 r1: receipts 1, .*: they stay: of later payments .* \(0 were/);

  const taken = await reclaim("--period", "2026-09", "--locale", "en");
  expect(taken[0]).toBe(
    "2026-09 r1: receipts 0, locked, lamports 0 (0 SOL), taken back 4454400: all taken back",
  );

  const again = await reclaim("--period", "2026-09", "--locale", "ru");
  expect(again[0]).toBe(
    "2026-09 r1: квитанций 0, заперто, lamports 0 (0 SOL), возвращено 4454400: возвращено всё",
  );
}, 120_000);
