import { openLanding } from "../../warehouse/landing/index.ts";
import { openLedgerToRead } from "../../warehouse/ledger/index.ts";
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

async function eventTimes({ ledger: place }: DataFolder): Promise<readonly string[]> {
  await using ledger = await openLedgerToRead(place);
  return ledger === null ? [] : (await ledger.read()).map(({ at }) => at);
}
