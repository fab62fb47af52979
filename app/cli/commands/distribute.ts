import { distributionState, openLedgerToRead, plansOf } from "../../../warehouse/ledger/index.ts";
import { createDoorbells } from "../../../workflows/embedded/doorbells.ts";
import { closedPeriods } from "../../community/clock.ts";
import { createConductor } from "../../runtime/conductor.ts";
import { proposerOf } from "../../community/proposer.ts";
import { noConnections } from "../../runtime/feeds.ts";
import { type Start, start, startToWrite } from "../../runtime/start.ts";
import { openPipeline } from "../../runtime/system.ts";
import { words } from "../../community/words.ts";
import { PeriodOpenError } from "../errors.ts";
import type { CommonOptions } from "../options.ts";

/** Proposes a closed month's distribution, then shows how all of them stand. */
export async function distribute(
  options: CommonOptions,
  { period, show }: { readonly period?: string; readonly show: boolean },
): Promise<void> {
  const started = await (show ? start : startToWrite)(options);
  if (!show) await propose(started, period);
  await showAll(started);
}

async function propose(started: Start, named: string | undefined): Promise<void> {
  const { clock, config } = started;
  const closed = closedPeriods(config.distributions.from, clock.now(), config.community.timeZone);
  const period = named ?? closed.at(-1);
  if (period === undefined || !closed.includes(period))
    throw new PeriodOpenError(period ?? "none", closed);
  await using system = await openPipeline({ ...started, connections: noConnections });
  const conductor = createConductor({
    ...started,
    system,
    doorbells: createDoorbells(),
    proposer: proposerOf(started),
    onProgress: () => undefined,
    onPublished: async () => undefined,
  });
  await conductor.propose(period);
  await conductor.publishLedger();
}

/** Reads the ledger and no other store. */
async function showAll({ folder, clock, config, terminal, locale }: Start): Promise<void> {
  await using ledger = openLedgerToRead({ file: folder.ledger });
  const events = (await ledger?.read()) ?? [];
  const plans = plansOf(events);
  if (plans.length === 0) terminal.line(words[locale].noDistributions);
  for (const { digest, plan } of plans) {
    const state = distributionState(events, digest, clock.now());
    if (state === null) continue;
    const paid = state.batches.filter(({ status }) => status === "paid").length;
    terminal.line(
      [
        `${plan.period} r${plan.revision}`,
        state.status.padEnd(10),
        `${state.approvals.length}/${plan.committee.threshold}`,
        `${paid}/${state.batches.length} batches`,
        `paid ${state.paidBaseUnits}`,
        `escrowed ${state.escrowedBaseUnits}`,
        `carry ${state.carryBaseUnits} (10^-${config.token.decimals} ${config.token.symbol})`,
        digest.slice(0, 12),
      ].join("  "),
    );
  }
}
