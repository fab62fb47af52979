import { setTimeout as delay } from "node:timers/promises";

import { connectedStreamsIn } from "../../community/connections.ts";
import { openLedger } from "../../../warehouse/ledger/index.ts";
import { createDoorbells } from "../../../workflows/embedded/doorbells.ts";
import { approvalKey } from "../../../workflows/distribute.ts";
import { type DemoRun, distributeDemo, openDemoRun, startDemo } from "../../demo/run.ts";
import { openDoors } from "../../gateway/doors.ts";
import { buildShell } from "../../gateway/shell-builder.ts";
import { type Stale, staleStreams } from "../../runtime/stale.ts";
import { type Start, startToWrite } from "../../runtime/start.ts";
import { createSteps, type Steps } from "../../runtime/steps.ts";
import { watchWishes } from "../../runtime/wishes.ts";
import { words } from "../../community/words.ts";
import { NotDemoError } from "../errors.ts";
import { stoppedLine } from "../explain.ts";
import type { CommonOptions } from "../options.ts";

/** How often the demo looks for what changed in its twins. */
const REFRESH_EVERY_MS = 20_000;

/** `npm start`: the whole path on embedded defaults, shown while it happens. */
export async function demoStart(
  options: CommonOptions,
  { empty, port }: { readonly empty: boolean; readonly port?: number },
): Promise<void> {
  const started = await startToWrite(options);
  const { config, folder, clock, terminal, locale, signal } = started;
  if (config.demo === undefined) throw new NotDemoError(options.config);
  const steps = createSteps(["demo", "ingest", "load", "build", "publish", "distribute", "shell"], {
    now: () => performance.now(),
    onChange: (step) => terminal.show(step),
  });
  const doorbells = createDoorbells();
  let stale: readonly Stale[] = [];
  await using ledger = openLedger({ ...folder.ledger, clock: () => clock.now() });
  await using doors = await openDoors({
    start: started,
    ledger,
    steps,
    ring: ({ digest }) => doorbells.ring(approvalKey(digest)),
    stale: () => stale,
    ...(port === undefined ? {} : { port }),
  });
  terminal.line(`${words[locale].progressTitle}: ${doors.address}`);
  const shell = steps
    .run("shell", (say) => buildShell({ say, signal }))
    .then((dir) => doors.takeShell(dir));
  shell.catch(() => undefined);

  await using demo = await steps.run("demo", () => startDemo(started, { isEmpty: empty }));
  doors.takeDemo(demo.hello);
  await using run = await openDemoRun(started, {
    demo,
    isEmpty: empty,
    doorbells,
    onProgress: (progress) => steps.follow(progress),
    onPublished: async () => {
      const connected = connectedStreamsIn(config);
      stale = await staleStreams(run.system.landing, clock, run.conductor.failed(), connected);
      await doors.takeSnapshot();
    },
  });
  try {
    await prepare(started, run, steps);
    await shell;
    terminal.line(`\n${words[locale].ready}: ${doors.address}\n${words[locale].stopHint}`);
    await keepGoing(started, run, (key) => doorbells.ring(key));
  } catch (error) {
    if (!signal.aborted) throw error;
  }
  terminal.line(words[locale].stopped);
}

/** From nothing to settled months and a last one that waits for its second signature. */
async function prepare(started: Start, run: DemoRun, steps: Steps): Promise<void> {
  const { locale } = started;
  // What is read whole for the first time needs no search for deletions: the next look does that.
  const sweep = (await run.system.landing.files()).length > 0;
  const { recordCount, builtCount, failed } = await run.conductor.refresh({ sweep });
  steps.finish("ingest", `${recordCount} ${words[locale].records}`);
  steps.finish("load", "");
  steps.finish("build", `${builtCount} ${words[locale].models}`);
  steps.finish("publish", failed.map(({ feed }) => feed).join(", "));
  const { settledCount } = await distributeDemo(started, run);
  steps.finish("distribute", `${settledCount} ${words[locale].settled}`);
  steps.finish("publish", "");
}

/** Looks for changes and waits for signatures until somebody presses Ctrl-C. */
async function keepGoing(
  { signal, log, terminal, locale }: Start,
  { conductor, system }: DemoRun,
  ring: (key: string) => void,
): Promise<void> {
  let isSettling = false;
  const settle = () => {
    if (isSettling) return;
    isSettling = true;
    conductor
      .settleClosed()
      .catch((error: unknown) => {
        if (signal.aborted) return;
        log.write("distribution_failed", { error: error instanceof Error ? error.name : "Error" });
        terminal.line(stoppedLine(error, locale));
      })
      .finally(() => {
        isSettling = false;
      });
  };
  const wishes = watchWishes(system.ledger);
  await wishes();
  settle();
  while (!signal.aborted) {
    await delay(REFRESH_EVERY_MS, undefined, { signal });
    const asked = await wishes();
    for (const { digest } of asked) if (digest !== null) ring(approvalKey(digest));
    if (asked.length > 0) settle();
    await conductor.refresh({ sweep: true });
  }
}
