import { setTimeout as delay } from "node:timers/promises";

import { openLedger } from "../../../warehouse/ledger/index.ts";
import { createDoorbells } from "../../../workflows/embedded/doorbells.ts";
import { closedPeriods } from "../../clock.ts";
import { type Conductor, createConductor } from "../../conductor.ts";
import { startDemoCommunity, type DemoCommunity } from "../../demo-community.ts";
import { importDemo, signByDemo } from "../../demo-signing.ts";
import { openDoors } from "../../doors.ts";
import { approvalKey } from "../../../workflows/distribute.ts";
import { buildShell } from "../../shell-builder.ts";
import { type Stale, staleStreams } from "../../stale.ts";
import { type Start, start } from "../../start.ts";
import { createSteps, type Steps } from "../../steps.ts";
import { openSystem, type System } from "../../system.ts";
import { words } from "../../words.ts";
import type { CommonOptions } from "../options.ts";
import { NotDemoError } from "../errors.ts";

/** The twins are ours and on loopback: there is no limit of theirs to respect. */
const TWIN_REQUESTS_PER_SECOND = 500;
/** How often the demo looks for what changed in its twins. */
const REFRESH_EVERY_MS = 20_000;

/** `npm start`: the whole path on embedded defaults, shown while it happens. */
export async function demoStart(
  options: CommonOptions,
  { empty, port }: { readonly empty: boolean; readonly port?: number },
): Promise<void> {
  const started = await start(options);
  const { config, folder, clock, terminal, locale, signal } = started;
  if (config.demo === undefined) throw new NotDemoError(options.config);
  const steps = createSteps(["demo", "ingest", "load", "build", "publish", "distribute", "shell"], {
    now: () => performance.now(),
    onChange: (step) => terminal.show(step),
  });
  const doorbells = createDoorbells();
  let stale: readonly Stale[] = [];
  await using ledger = openLedger({ file: folder.ledger, clock: () => clock.now() });
  await using doors = await openDoors({
    start: started,
    ledger,
    steps,
    ring: (digest) => doorbells.ring(approvalKey(digest)),
    stale: () => stale,
    ...(port === undefined ? {} : { port }),
  });
  terminal.line(`${words[locale].progressTitle}: ${doors.address}`);

  const shell = steps
    .run("shell", (say) => buildShell({ say, signal }))
    .then((dir) => doors.takeShell(dir));
  void shell.catch(() => undefined);

  await using demo = await steps.run("demo", () =>
    startDemoCommunity({
      dataDir: folder.root,
      seed: config.demo?.seed ?? 1,
      asOf: config.demo?.asOf ?? "",
      empty,
    }),
  );
  await demo.setClock(clock.now());
  doors.takeDemo(demo.hello);
  await using system = await openSystem({ ...started, connections: connectionsOfDemo(demo) });
  const proposer = demo.hello.proposer;
  const conductor = createConductor({
    ...started,
    system,
    doorbells,
    proposer: empty ? null : started.identity.accountKey(proposer.source, proposer.nativeId),
    onProgress: (progress) => steps.follow(progress),
    onPublished: async () => {
      stale = await staleStreams(system.landing, clock, conductor.failed());
      await doors.takeSnapshot();
    },
  });
  try {
    await prepare({ started, system, conductor, demo, steps });
    await shell;
    terminal.line(`\n${words[locale].ready}: ${doors.address}\n${words[locale].stopHint}`);
    await keepGoing({ conductor, started });
  } catch (error) {
    if (!signal.aborted) throw error;
  }
  terminal.line(words[locale].stopped);
}

function connectionsOfDemo({ hello }: DemoCommunity) {
  return {
    discourse: hello.discourse,
    nocodb: hello.nocodb,
    guidesDir: hello.guidesDir,
    perSecond: TWIN_REQUESTS_PER_SECOND,
  };
}

interface Demo {
  readonly started: Start;
  readonly system: System;
  readonly conductor: Conductor;
  readonly demo: DemoCommunity;
  readonly steps: Steps;
}

/** From nothing to two settled months and a third one that waits for its second signature. */
async function prepare({ started, system, conductor, demo, steps }: Demo): Promise<void> {
  const { config, clock, identity, locale } = started;
  const { ledger } = system;
  await importDemo(ledger, demo, { identity, asOf: config.demo?.asOf ?? "" });
  const { recordCount, builtCount, failed } = await conductor.refresh({ sweep: true });
  steps.finish("ingest", `${recordCount} ${words[locale].records}`);
  steps.finish("load", "");
  steps.finish("build", `${builtCount} ${words[locale].models}`);
  steps.finish("publish", failed.length === 0 ? "" : failed.map(({ stream }) => stream).join(", "));

  const periods = closedPeriods(config.distributions.from, clock.now(), config.community.timeZone);
  const open = periods.at(-1);
  for (const period of periods) {
    if ((await conductor.propose(period)) === null) continue;
    const count = period === open ? config.committee.threshold - 1 : config.committee.threshold;
    await signByDemo(ledger, demo, { period, count, identity, clock });
    if (period !== open) await conductor.settle(period);
  }
  await conductor.publishLedger();
  steps.finish("distribute", "");
  steps.finish("publish", "");
}

/** Looks for changes and waits for signatures until somebody presses Ctrl-C. */
async function keepGoing({ conductor, started }: Pick<Demo, "conductor" | "started">) {
  const { signal, log } = started;
  void conductor.settleClosed().catch((error: unknown) => {
    if (!signal.aborted)
      log.write("distribution_failed", { error: error instanceof Error ? error.name : "Error" });
  });
  while (!signal.aborted) {
    await delay(REFRESH_EVERY_MS, undefined, { signal });
    await conductor.refresh({ sweep: true });
  }
}
