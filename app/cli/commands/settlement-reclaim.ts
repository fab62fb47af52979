import { setTimeout as pause } from "node:timers/promises";

import type { ReclaimReport } from "../../../activities/settlement/reclaim/reclaim.ts";
import { PLAN_KINDS, plansOf } from "../../../warehouse/ledger/index.ts";
import { noConnections } from "../../runtime/feeds.ts";
import { startToWrite } from "../../runtime/start.ts";
import { openParts } from "../../runtime/system.ts";
import type { Locale } from "../../community/words.ts";
import type { CommonOptions } from "../options.ts";
import { reclaimWords } from "../reclaim-words.ts";

const LOOK_EVERY_MS = 1_000;
/** A block hash lives for about a minute, and a plan is closed for two lives of one. */
const WAIT_MS = 15 * 60_000;
const LAMPORTS_PER_SOL = 1_000_000_000n;

/**
 * Shows what the receipts of each plan lock and whether it may be taken back; takes back what may,
 * unless it is only to be shown. Stopped anywhere, it goes on the next time.
 */
export async function settlementReclaim(
  options: CommonOptions,
  { period, dryRun }: { readonly period?: string; readonly dryRun: boolean },
): Promise<void> {
  const started = await startToWrite(options);
  const { locale, terminal, signal } = started;
  const words = reclaimWords[locale];
  await using parts = await openParts(["chain"], { ...started, connections: noConnections });
  const { paying, ledger } = parts;
  if (paying === null) throw new Error("What pays was left out.");
  const { reclaiming } = paying;
  const plans = plansOf(await ledger.read({ kinds: PLAN_KINDS })).filter(
    ({ plan }) => period === undefined || plan.period === period,
  );
  if (plans.length === 0) terminal.line(words.nothing);
  const until = performance.now() + WAIT_MS;
  let isLater = false;
  for (const { digest } of plans) {
    let report = await (dryRun ? reclaiming.look(digest) : reclaiming.step(digest));
    while (!dryRun && isOnItsWay(report) && performance.now() < until && !signal.aborted) {
      await pause(LOOK_EVERY_MS);
      report = await reclaiming.step(digest);
    }
    isLater ||= !dryRun && isOnItsWay(report);
    terminal.line(lineOf(report, locale));
  }
  if (isLater) terminal.line(words.later);
  if (plans.length > 0) terminal.line(words.stays);
}

function isOnItsWay({ stand }: ReclaimReport): boolean {
  return stand.code !== "refused" && stand.code !== "reclaimed";
}

function lineOf(report: ReclaimReport, locale: Locale): string {
  const words = reclaimWords[locale];
  const { period, revision, receiptCount, lockedLamports, reclaimedLamports } = report;
  const counted = `${words.receipts} ${receiptCount}, ${words.locked} ${lockedLamports} (${sol(lockedLamports)} SOL)`;
  const back = reclaimedLamports === 0n ? "" : `, ${words.reclaimed} ${reclaimedLamports}`;
  return `${period} r${revision}: ${counted}${back}: ${standText(report, locale)}`;
}

function standText({ stand }: ReclaimReport, locale: Locale): string {
  const words = reclaimWords[locale];
  if (stand.code === "refused") return words.faults[stand.fault.code](stand.fault);
  if (stand.code === "waiting") return words.waiting(stand.blocksLeft);
  return stand.code === "reclaimed" ? words.done : words[stand.code];
}

/** Exactly, without zeros at the end. */
function sol(lamports: bigint): string {
  const part = `${lamports % LAMPORTS_PER_SOL}`.padStart(9, "0").replace(/0+$/, "");
  return `${lamports / LAMPORTS_PER_SOL}${part === "" ? "" : `.${part}`}`;
}
