import { existsSync } from "node:fs";

import { openLanding } from "../../warehouse/landing/index.ts";
import { openLedger } from "../../warehouse/ledger/index.ts";
import { wallClock } from "../community/clock.ts";
import type { DataFolder } from "../community/data-folder.ts";

/**
 * Where the demo's clock goes on: at its as-of the first time, and later at the last instant that
 * the ledger or landing knows, for time that ran backwards would hide what has been signed.
 */
export async function demoNow(folder: DataFolder, asOf: string): Promise<string> {
  const known = [asOf, ...(await landedUntil(folder)), ...(await eventTimes(folder))];
  const latest = Math.max(...known.map((instant) => Date.parse(instant)));
  return new Date(latest).toISOString();
}

async function landedUntil({ landing }: DataFolder): Promise<readonly string[]> {
  return (await openLanding(landing).health()).flatMap(({ until }) => until ?? []);
}

async function eventTimes({ ledger: file }: DataFolder): Promise<readonly string[]> {
  if (!existsSync(file)) return [];
  await using ledger = openLedger({ file, clock: () => wallClock.now() });
  return (await ledger.read()).map(({ at }) => at);
}
