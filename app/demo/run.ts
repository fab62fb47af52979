import type { Pace } from "../../sources/connector.ts";
import { closedPeriods } from "../community/clock.ts";
import { type Conductor, createConductor, type ConductorOptions } from "../runtime/conductor.ts";
import { type DemoCommunity, startDemoCommunity } from "./community.ts";
import { importDemo, signByDemo } from "./signing.ts";
import type { Start } from "../runtime/start.ts";
import { openSystem, type System } from "../runtime/system.ts";

/** The twins are ours and on loopback: there is no limit of theirs to respect. */
const TWIN_PACE: Pace = { perSecond: 500, burst: 500 };

export interface DemoRun extends AsyncDisposable {
  readonly demo: DemoCommunity;
  readonly system: System;
  readonly conductor: Conductor;
}

/** Opens the stores over the demo's systems, and puts what the demo asserts into the ledger. */
export async function openDemoRun(
  started: Start,
  options: {
    readonly demo: DemoCommunity;
    readonly isEmpty: boolean;
    readonly pace?: Pace;
    readonly failpoint?: (point: string) => void | Promise<void>;
  } & Pick<ConductorOptions, "doorbells" | "onProgress" | "onPublished">,
): Promise<DemoRun> {
  const { config, identity } = started;
  const { demo, isEmpty, failpoint } = options;
  const { sources, proposer } = demo.hello;
  const system = await openSystem({
    ...started,
    connections: { systems: sources, pace: { ...TWIN_PACE, ...options.pace } },
    ...(failpoint === undefined ? {} : { failpoint }),
  });
  await importDemo(system.ledger, demo, { identity, asOf: config.demo?.asOf ?? "" });
  const conductor = createConductor({
    ...started,
    ...options,
    system,
    proposer: isEmpty ? null : identity.accountKey(proposer.source, proposer.nativeId),
  });
  return { demo, system, conductor, [Symbol.asyncDispose]: () => system[Symbol.asyncDispose]() };
}

/** The demo's systems for a configuration, with their clock at ours. */
export async function startDemo(
  started: Start,
  { isEmpty, scale }: { readonly isEmpty: boolean; readonly scale?: number },
): Promise<DemoCommunity> {
  const { config, folder, clock } = started;
  const demo = await startDemoCommunity({
    dataDir: folder.root,
    seed: config.demo?.seed ?? 1,
    asOf: config.demo?.asOf ?? "",
    empty: isEmpty,
    ...(scale === undefined ? {} : { scale }),
  });
  await demo.setClock(clock.now());
  return demo;
}

/**
 * All months but the last are signed by demo keys and settled; the last waits for one signature. A
 * month that cannot be paid by then waits as it is, and the later ones with it.
 */
export async function distributeDemo(
  { config, clock, identity }: Start,
  { demo, system, conductor }: DemoRun,
): Promise<{ readonly settledCount: number }> {
  const periods = closedPeriods(config.distributions.from, clock.now(), config.community.timeZone);
  const open = periods.at(-1);
  const { threshold } = config.committee;
  let settledCount = 0;
  for (const period of periods) {
    if ((await conductor.propose(period)) === null) continue;
    const count = period === open ? threshold - 1 : threshold;
    const state = await signByDemo(system.ledger, demo, { period, count, identity, clock });
    // Rules that ask for more than the demo's keys can give leave the month to be seen as it waits.
    if (state?.status === "open" || state?.status === "objection") break;
    await conductor.settle(period);
    settledCount += 1;
  }
  await conductor.publishLedger();
  return { settledCount };
}
