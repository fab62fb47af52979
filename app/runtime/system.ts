import type { Landing } from "../../warehouse/landing/index.ts";
import { openLanding } from "../../warehouse/landing/index.ts";
import { type Ledger, openLedger } from "../../warehouse/ledger/index.ts";
import type { queues } from "../../temporal.config.ts";
import type { Activities } from "../../workflows/activities.ts";
import { seedLedger } from "../community/seed-ledger.ts";
import { findSecret } from "../community/secrets.ts";
import { clusterOf } from "../community/settlement.ts";
import type { Fetching } from "./fetching.ts";
import type { OpenedCluster, Paying } from "./paying.ts";
import type { Storing } from "./storing.ts";
import type { SystemOptions } from "./system-options.ts";

export type QueueName = keyof typeof queues;

/** The parts of the system that one process runs. Closing it releases every lock they hold. */
export interface Parts extends AsyncDisposable {
  readonly ledger: Ledger;
  readonly landing: Landing;
  readonly fetching: Fetching | null;
  readonly storing: Storing | null;
  readonly paying: Paying | null;
  /** Of these parts, and no others. */
  readonly activities: Partial<Activities>;
}

/** What reads, builds, publishes and proposes in one process, and pays nothing. */
export interface Pipeline extends AsyncDisposable {
  readonly ledger: Ledger;
  readonly landing: Landing;
  readonly warehouse: Storing["warehouse"];
  readonly feeds: Fetching["feeds"];
  readonly inbox: Fetching["inbox"];
  /** Whose activities are there. */
  readonly queueNames: readonly QueueName[];
  readonly activities: Fetching["activities"] & Storing["activities"];
}

/** Every part in one process: the warehouse file and the chain have no second owner. */
export interface System extends Pipeline {
  /** Null where tokens are paid on a cluster. */
  readonly chain: Paying["embedded"];
  readonly activities: Activities;
}

/**
 * Opens what the work of these queues uses, and nothing else: only `warehouse` opens DuckDB, only
 * `chain` opens the chain and the settler's key. Not even the code of another part is loaded.
 */
export async function openParts(
  queueNames: readonly QueueName[],
  options: SystemOptions,
): Promise<Parts> {
  const { config, folder, clock, identity, failpoint } = options;
  const runs = (queue: QueueName) => queueNames.includes(queue);
  await using opened = new AsyncDisposableStack();
  const ledger = opened.use(openLedger({ ...folder.ledger, clock: () => clock.now() }));
  const landing = openLanding(folder.landing, failpoint, { known: folder.known });
  let fetching: Fetching | null = null;
  let storing: Storing | null = null;
  let paying: Paying | null = null;
  const cluster = runs("warehouse") || runs("chain") ? await clusterFor(options) : null;
  if (runs("fetch")) {
    const { openFetching } = await import("./fetching.ts");
    fetching = opened.use(openFetching(options, { landing, ledger }));
  }
  if (runs("warehouse")) {
    // The demo asserts its own roles, by its own actor.
    if (config.demo === undefined) await seedLedger(ledger, config, identity, clock.now());
    const { openStoring } = await import("./storing.ts");
    const given = { ownChain: () => paying?.embedded ?? null, cluster: cluster?.cluster ?? null };
    storing = opened.use(await openStoring(options, { landing, ledger, ...given }));
  }
  if (runs("chain")) {
    const { openPaying } = await import("./paying.ts");
    const webhook = findSecret(process.env, "VKLAD_STOP_WEBHOOK");
    paying = opened.use(await openPaying(options, { ledger, cluster, webhook }));
  }
  const closing = opened.move();
  return {
    ledger,
    landing,
    fetching,
    storing,
    paying,
    activities: { ...fetching?.activities, ...storing?.activities, ...paying?.activities },
    [Symbol.asyncDispose]: () => closing.disposeAsync(),
  };
}

/** The nodes that the configuration names; nothing is asked yet. */
async function clusterFor({ config }: SystemOptions): Promise<OpenedCluster | null> {
  const settings = clusterOf(config, process.env);
  if (settings === null) return null;
  const { openCluster } = await import("../../activities/settlement/chain/open.ts");
  const rpc = settings.rpc.reveal();
  const witnesses = settings.witnesses.map((one) => one.reveal());
  return { settings, cluster: openCluster({ ...settings, rpc, witnesses }) };
}

/** For commands that pay nothing: neither the chain nor its key is opened. */
export async function openPipeline(options: SystemOptions): Promise<Pipeline> {
  return pipelineOf(["fetch", "warehouse"], options);
}

/** Opens all of it, for a process that does everything itself. */
export async function openSystem(options: SystemOptions): Promise<System> {
  const { paying, ...pipeline } = await pipelineOf(["fetch", "warehouse", "chain"], options);
  if (paying === null) throw new Error("What pays was left out.");
  const activities = { ...pipeline.activities, ...paying.activities };
  return { ...pipeline, chain: paying.embedded, activities };
}

async function pipelineOf(queueNames: readonly QueueName[], options: SystemOptions) {
  const parts = await openParts(queueNames, options);
  const { ledger, landing, fetching, storing, paying } = parts;
  if (fetching === null || storing === null)
    throw new Error("A part of the pipeline was left out.");
  return {
    ledger,
    landing,
    warehouse: storing.warehouse,
    feeds: fetching.feeds,
    inbox: fetching.inbox,
    queueNames,
    activities: { ...fetching.activities, ...storing.activities },
    paying,
    [Symbol.asyncDispose]: () => parts[Symbol.asyncDispose](),
  };
}
