import { checkConfig } from "../../app/community/configuration.ts";
import { dataFolder } from "../../app/community/data-folder.ts";
import type { DemoHello } from "../../app/demo/community.ts";
import { type DemoRun, distributeDemo, openDemoRun } from "../../app/demo/run.ts";
import { secretOf } from "../../app/community/secrets.ts";
import { identityKeyIn } from "../../app/community/identity-key.ts";
import { openLog } from "../../app/runtime/logs.ts";
import { type Stale, staleStreams } from "../../app/runtime/stale.ts";
import type { Start } from "../../app/runtime/start.ts";
import { testClock } from "../../sources/testing/clock.ts";
import { givenObjects } from "../engines/given-objects.ts";
import config from "../small-community.config.ts";
import { createDoorbells } from "../../workflows/embedded/doorbells.ts";
import type { Refreshed } from "../../workflows/refresh.ts";
import { communityAt } from "./twins.ts";

export const AS_OF = "2026-10-05T09:00:00.000Z";

export interface RunOptions {
  readonly folder: string;
  readonly hello: DemoHello;
  /** The run's clock stands there, so that two runs can be compared to the last column. */
  readonly asOf?: string;
  readonly failpoint?: (point: string) => void | Promise<void>;
  /** Ledger and snapshots on servers: in this schema, and under this name. */
  readonly engines?: { readonly schema: string; readonly objects: string };
}

export interface GivenRun extends AsyncDisposable, DemoRun {
  refresh(): Promise<Refreshed>;
  distribute(): Promise<unknown>;
  /** What the banner of every page says. */
  stale(): Promise<readonly Stale[]>;
  rows(table: string): Promise<any[]>;
}

/** The product as `npm start` wires it, without its terminal and its gateway. */
export async function openRun(options: RunOptions): Promise<GivenRun> {
  const { folder, hello, asOf = AS_OF, failpoint, engines } = options;
  const started = {
    ...startAt(folder, asOf),
    ...(engines === undefined ? {} : on(engines, folder)),
  };
  const run = await openDemoRun(started, {
    demo: communityAt(hello),
    isEmpty: false,
    // Back-off and rate limits pass at once: a source that is down is given up without waiting.
    pace: { clock: testClock() },
    doorbells: createDoorbells(),
    onProgress: () => undefined,
    onPublished: async () => undefined,
    ...(failpoint === undefined ? {} : { failpoint }),
  });
  return {
    ...run,
    refresh: () => run.conductor.refresh({ sweep: true }),
    distribute: () => distributeDemo(started, run),
    stale: () => staleStreams(run.system.landing, started.clock, run.conductor.failed(), []),
    rows: (table) => run.system.warehouse.db.selectFrom(table).selectAll().execute(),
  };
}

function on({ schema, objects }: NonNullable<RunOptions["engines"]>, folder: string) {
  const address = secretOf(process.env["VKLAD_TEST_POSTGRES"] ?? "");
  return {
    folder: { ...dataFolder(folder), ledger: { postgres: { schema, address } } },
    objects: givenObjects(objects),
  };
}

/** What a command has at hand, with a clock that stands. */
export function startAt(path: string, asOf: string = AS_OF): Start {
  const folder = dataFolder(path);
  const clock = { now: () => new Date(asOf) };
  return {
    config: checkConfig(config, "small-community.config.ts"),
    folder,
    objects: null,
    clock,
    identity: identityKeyIn(folder.keys),
    log: openLog(folder.logs, clock),
    locale: "en",
    terminal: { show: () => undefined, line: () => undefined, progress: () => undefined },
    signal: new AbortController().signal,
  };
}
