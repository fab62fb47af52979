/** What tests of taking receipts back begin with. No product code imports this. */
import { copyFileSync } from "node:fs";
import { join } from "node:path";

import { NOON } from "../../../warehouse/ledger/given.ts";
import { openLedger, type Ledger } from "../../../warehouse/ledger/index.ts";
import {
  givenApproved,
  givenSettlement,
  planOf,
  settleAll,
  TWENTY,
  type GivenSettlement,
} from "../given.ts";
import { createReclaiming, type ReclaimDeps, type ReclaimReport } from "./reclaim.ts";

export const FIVE = TWENTY.slice(0, 5);

/** Two months, of which the first is settled; `later` pays the second, which proves the first. */
export async function givenTwoMonths(folder?: string) {
  const given = await givenSettlement(folder === undefined ? {} : { folder });
  const plan = planOf(given.facts, FIVE, { perBatch: 1 });
  const next = planOf(given.facts, FIVE, { perBatch: 5, period: "2026-10" });
  const digest = await givenApproved(given.ledger, plan);
  const copies: Ledger[] = [];
  return {
    given,
    plan,
    digest,
    /** The same events in another file; what happens to either is not in the other. */
    copy(name: string): Ledger {
      for (const end of ["", "-wal"])
        copyFileSync(`${given.ledger.name}${end}`, join(given.folder, `${name}.db${end}`));
      const file = join(given.folder, `${name}.db`);
      const ledger = openLedger({ file, clock: () => NOON });
      copies.push(ledger);
      return ledger;
    },
    async settle(): Promise<void> {
      await settleAll(given, digest);
      await given.activities().reconcile({ digest });
    },
    async later(): Promise<string> {
      const of = await givenApproved(given.ledger, next);
      await settleAll(given, of);
      await given.activities().reconcile({ digest: of });
      return of;
    },
    reclaiming: (over: Parameters<typeof reclaimingOf>[1] = {}) => reclaimingOf(given, over),
    async [Symbol.asyncDispose]() {
      for (const one of copies) await one.close();
      await given[Symbol.asyncDispose]();
    },
  };
}

export function reclaimingOf(
  given: GivenSettlement,
  over: Partial<Omit<ReclaimDeps, "ledger">> & { readonly ledger?: Ledger } = {},
) {
  const clock = { now: () => NOON.getTime() };
  const ledger = over.ledger ?? given.ledger;
  const signer = given.signerOf(ledger, clock);
  return createReclaiming({ ledger, signer, clock, chain: given.chain.chain, ...over });
}

const STEPS_MAX = 60;

/** Steps until nothing is left, or it is refused; blocks pass in between. */
export async function reclaimed(
  given: GivenSettlement,
  digest: string,
  reclaiming = reclaimingOf(given),
): Promise<ReclaimReport> {
  for (let left = STEPS_MAX; ; left -= 1) {
    const report = await reclaiming.step(digest);
    const { stand } = report;
    const isRefused = stand.code === "refused" && stand.fault.code !== "attempt_open";
    if (isRefused || stand.code === "reclaimed" || left === 0) return report;
    given.chain.advance(40);
  }
}
