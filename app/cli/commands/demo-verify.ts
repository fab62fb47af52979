import { randomInt } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { createDoorbells } from "../../../workflows/embedded/doorbells.ts";
import { type DemoRun, distributeDemo, openDemoRun, startDemo } from "../../demo/run.ts";
import { type Start, start } from "../../runtime/start.ts";
import { compareWithTruth, type Verification } from "../../demo/verify/agreement.ts";
import { checkReceipts } from "../../demo/verify/receipts.ts";
import { NotDemoError } from "../errors.ts";
import type { CommonOptions } from "../options.ts";

/** Below it, what a formula says of attempts has little to do with what they are worth. */
const SPEARMAN_MIN = 0.7;
/** Of members who are one person with another member, so many are suggested in time. */
const APART_FOUND_SHARE_MIN = 0.8;
/** Of accounts whose holders have proven all of theirs, so many are joined by proofs alone. */
const PROVEN_SHARE_MIN = 0.95;
const SEED_MAX = 1_000_000;

/**
 * Makes the demo community anew, settles its months, adds every receipt up, and then compares the
 * scores of communities drawn now with the values planted in them. True: all of it holds.
 */
export async function demoVerify(
  options: CommonOptions,
  { seeds }: { readonly seeds: number },
): Promise<boolean> {
  const drawn = Array.from({ length: seeds }, () => randomInt(1, SEED_MAX));
  let holds = await inFolder(options, null, async (started, run) => {
    await distributeDemo(started, run);
    const receipts = await checkReceipts(run.system);
    started.terminal.line(
      `receipts: ${receipts.lineCount} lines, ${receipts.wrongLineCount} do not add up; ` +
        `${receipts.wrongShareCount} entries are not the month's own scored work; ` +
        `${receipts.wrongPlanCount} budgets do not; treasury difference ` +
        `${receipts.treasuryDifference} over ${receipts.settledCount} settled distributions`,
    );
    const isRight =
      receipts.wrongLineCount === 0 &&
      receipts.wrongShareCount === 0 &&
      receipts.wrongPlanCount === 0;
    return (
      isRight &&
      receipts.lineCount > 0 &&
      receipts.settledCount > 0 &&
      receipts.treasuryDifference === 0n
    );
  });
  for (const seed of drawn)
    holds =
      (await inFolder(options, seed, async ({ terminal }, run) => {
        const found = await compareWithTruth(run.system, run.demo.hello.truthFile);
        for (const line of linesOf(seed, found)) terminal.line(line);
        const { wrong_merges, provable, proven, apart, apart_found } = found.identity;
        const areFound = apart_found >= apart * APART_FOUND_SHARE_MIN;
        const areProven = provable > 0 && proven >= provable * PROVEN_SHARE_MIN;
        const isRight = found.liker.points === 0 && wrong_merges === 0 && areFound && areProven;
        return isRight && (found.attempts.spearman ?? 0) >= SPEARMAN_MIN;
      })) && holds;
  console.log(holds ? "verified" : "NOT verified");
  return holds;
}

function linesOf(seed: number, found: Verification): string[] {
  const { attempts, posts, liker, unknown, identity } = found;
  const row = (kind: string, { count, spearman, length_only, shuffled_truth }: typeof attempts) =>
    `seed ${seed}: ${kind} ${count}, Spearman with planted value ${shown(spearman)} ` +
    `(length alone ${shown(length_only)}, shuffled truth ${shown(shuffled_truth)})`;
  return [
    `${row("attempts", attempts)}; at least ${SPEARMAN_MIN} wanted`,
    `${row("posts", posts)}; reported only: without human ratings their meaning is the prior`,
    `seed ${seed}: who likes and reposts only (${liker.post_count} posts) has ${liker.points} points`,
    `seed ${seed}: of ${identity.people} people with accounts in several systems ` +
      `${identity.joined} are joined, wrong merges ${identity.wrong_merges}; of ${identity.provable} provable ` +
      `accounts ${identity.proven} are joined by proofs alone; of ${identity.apart} ` +
      `members who are one person with another ${identity.apart_found} are among their first three suggestions`,
    ...(unknown.length === 0 ? [] : [`seed ${seed}: not planted: ${unknown.join(", ")}`]),
  ];
}

function shown(value: number | null): string {
  return value === null ? "—" : value.toFixed(2);
}

/** Runs `work` over a community in a folder of its own, which is removed. */
async function inFolder(
  options: CommonOptions,
  seed: number | null,
  work: (started: Start, run: DemoRun) => Promise<boolean>,
): Promise<boolean> {
  const data = mkdtempSync(join(tmpdir(), "vklad-verify-"));
  try {
    const read = await start({ ...options, data });
    if (read.config.demo === undefined) throw new NotDemoError(options.config);
    const config =
      seed === null ? read.config : { ...read.config, demo: { ...read.config.demo, seed } };
    const started = { ...read, config };
    await using demo = await startDemo(started, { isEmpty: false });
    await using run = await openDemoRun(started, {
      demo,
      isEmpty: false,
      doorbells: createDoorbells(),
      onProgress: () => undefined,
      onPublished: async () => undefined,
    });
    await run.conductor.refresh({ sweep: true });
    return await work(started, run);
  } finally {
    rmSync(data, { recursive: true, force: true });
  }
}
