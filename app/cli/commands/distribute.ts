import { openPeriods } from "../../../activities/distribution/index.ts";
import {
  distributionState,
  type DistributionState,
  openLedgerToRead,
  OPERATOR,
  plansOf,
  WALLET_CHANGED,
  wayOut,
  type Wish,
} from "../../../warehouse/ledger/index.ts";
import { createDoorbells } from "../../../workflows/embedded/doorbells.ts";
import { closedPeriods } from "../../community/clock.ts";
import { explorerLink, explorersOf, type Explorers } from "../../community/explorer.ts";
import { createConductor } from "../../runtime/conductor.ts";
import { proposerOf } from "../../community/proposer.ts";
import { noConnections } from "../../runtime/feeds.ts";
import { earnedPeriods } from "../../runtime/points-reader.ts";
import { type Start, start, startToWrite } from "../../runtime/start.ts";
import { openPipeline } from "../../runtime/system.ts";
import { waysOut } from "../../community/ways-out.ts";
import { type Locale, words } from "../../community/words.ts";
import { PeriodOpenError } from "../errors.ts";
import type { CommonOptions } from "../options.ts";

/**
 * Proposes a closed month's distribution, by itself the oldest that can still be paid, then shows
 * how all of them stand.
 */
export async function distribute(
  options: CommonOptions,
  { period, show }: { readonly period?: string; readonly show: boolean },
): Promise<void> {
  const started = await (show ? start : startToWrite)(options);
  if (!show) await proposePeriod(started, period);
  await sayStatus(started);
}

/** Proposes in this process, which has to be the only one that has the warehouse open. */
export async function proposePeriod(started: Start, named: string | undefined): Promise<void> {
  const { clock, config, terminal, locale } = started;
  const said = words[locale];
  const { from } = config.distributions;
  const closed = closedPeriods(from, clock.now(), config.community.timeZone);
  if (closed.length === 0 || (named !== undefined && !closed.includes(named)))
    throw new PeriodOpenError(named ?? "none", { from, last: closed.at(-1) ?? null });
  await using system = await openPipeline({ ...started, connections: noConnections });
  const conductor = createConductor({
    ...started,
    system,
    doorbells: createDoorbells(),
    proposer: proposerOf(started),
    onProgress: () => undefined,
    onPublished: async () => undefined,
  });
  const earned = await earnedPeriods(system.warehouse);
  const open = openPeriods(await system.ledger.read(), { closed, earned, now: clock.now() });
  const period = named ?? open[0]?.period;
  if (period === undefined) return terminal.line(said.nothingToDistribute);
  const isProposed = (await conductor.propose(period)) !== null;
  terminal.line(`${period}: ${isProposed ? said.periodProposed : said.periodEmpty}`);
  const left = open.filter((other) => other.period > period);
  const [next] = left;
  if (next !== undefined)
    terminal.line(`${said.periodsLeft}: ${left.length} (${next.period} … ${left.at(-1)?.period})`);
  await conductor.publishLedger();
}

/** How all stand, and what is to be done by whom. Reads the ledger and no other store. */
export async function sayStatus({ folder, clock, config, terminal, locale }: Start): Promise<void> {
  await using ledger = await openLedgerToRead(folder.ledger);
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
        `${state.approvals.length}/${state.needed}`,
        `${paid}/${state.batches.length} batches`,
        `paid ${state.paidBaseUnits}`,
        `escrowed ${state.escrowedBaseUnits}`,
        `carry ${state.carryBaseUnits} (10^-${config.token.decimals} ${config.token.symbol})`,
        digest.slice(0, 12),
      ].join("  "),
    );
    const explorers = explorersOf(config);
    for (const line of detailsOf(state, { locale, explorers })) terminal.line(`  ${line}`);
  }
}

/** The way out of the present state, and what somebody has to know or decide. */
function detailsOf(
  state: DistributionState,
  { locale, explorers }: { readonly locale: Locale; readonly explorers: Explorers },
): readonly string[] {
  const said = words[locale];
  const { hold, voidAsked } = state;
  const code = wayOut(state);
  const machine: Readonly<Record<string, string>> = {
    [OPERATOR]: said.keyOfOperator,
    schedule: said.byProgram,
  };
  const whoOf = ({ actor }: Pick<Wish, "actor">) => machine[actor] ?? actor;
  const isOver = code === "settled" || code === "superseded";
  return [
    ...(isOver ? [] : [waysOut[locale][code]]),
    ...(code === "objection" ? [`${said.paidFrom} ${state.payableFrom}`] : []),
    ...(hold === null ? [] : [`${said.heldBy} ${whoOf(hold)}: ${hold.reason}`]),
    ...(voidAsked === null || isOver
      ? []
      : [`${said.voidAskedBy} ${whoOf(voidAsked)}: ${voidAsked.reason}`]),
    ...withheldOf(state, locale, whoOf),
    ...state.setAside.map(({ lineId, reason }) => {
      const why = reason === WALLET_CHANGED ? said.walletChanged : reason;
      return `${said.setAside} ${lineId}: ${why}`;
    }),
    ...state.foreign.flatMap(({ signature, amount, acknowledged }) => {
      const word = acknowledged === null ? said.notAcknowledged : acknowledged.note;
      const link = explorerLink(explorers, state.plan.chain.genesis, { signature });
      return [
        `${said.foreignTransfer} ${signature} ${amount > 0n ? "+" : ""}${amount}: ${word}`,
        ...(link === null ? [] : [link]),
      ];
    }),
  ];
}

/** Lines that are kept or carried by a word, and what was said since the plan was proposed. */
function withheldOf(
  { plan, lineWishes }: DistributionState,
  locale: Locale,
  whoOf: (said: { readonly actor: string }) => string,
): readonly string[] {
  const { lineHeld, lineDropped, lineReleased } = words[locale];
  const saidAs = { hold: lineHeld, drop: lineDropped, release: lineReleased };
  return [
    ...plan.withheld.map(({ id, member, domain, amount, word, reason, ...said }) => {
      const name = word === "held" ? lineHeld : lineDropped;
      return `${name} ${id} (${member}, ${domain}, ${amount}), ${whoOf(said)}: ${reason}`;
    }),
    ...lineWishes.map(
      ({ lineId, wish, reason, ...said }) => `${saidAs[wish]} ${lineId}, ${whoOf(said)}: ${reason}`,
    ),
  ];
}
