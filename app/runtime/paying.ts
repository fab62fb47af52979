import { createDistributionActivities } from "../../activities/distribution/index.ts";
import {
  type Cluster,
  type EmbeddedChain,
  lockChain,
  openEmbeddedChain,
} from "../../activities/settlement/chain/open.ts";
import type { ChainPort } from "../../activities/settlement/chain/port.ts";
import { createReclaiming } from "../../activities/settlement/reclaim/reclaim.ts";
import type { Signer } from "../../activities/settlement/signer/port.ts";
import {
  createSettlementActivities,
  type SettlementLimits,
} from "../../activities/settlement/index.ts";
import { type Ledger, PLAN_KINDS, plansOf } from "../../warehouse/ledger/index.ts";
import type { DistributionActivities, SettlementActivities } from "../../workflows/activities.ts";
import { closedPeriods } from "../community/clock.ts";
import type { Secret } from "../community/secrets.ts";
import { capsOf, type ClusterSettings } from "../community/settlement.ts";
import { openLog } from "./logs.ts";
import { openSigner } from "./signer/open-signer.ts";
import { stopWebhook } from "./stop-webhook.ts";
import { budgetsOf, type SystemOptions } from "./system-options.ts";

export interface Paying extends AsyncDisposable {
  /** Null where tokens are paid on a cluster. */
  readonly embedded: EmbeddedChain | null;
  readonly activities: DistributionActivities & SettlementActivities;
  /** Takes back what receipts lock: by command, and never by itself. */
  readonly reclaiming: ReturnType<typeof createReclaiming>;
}

/** The chain of the newest plan; null before the first. */
async function genesisOf(ledger: Ledger): Promise<string | null> {
  const newest = plansOf(await ledger.read({ kinds: PLAN_KINDS })).at(-1);
  return newest?.plan.chain.genesis ?? null;
}

/** The treasury of the embedded chain: ten years of budgets. Real treasuries are filled by people. */
const MONTHS_OF_SUPPLY = 120n;

/** A cluster takes 13 seconds to finality, and each look is a request or more. */
const CLUSTER_LIMITS = { watchMs: 15_000, lookEveryMs: 2_000 };

/**
 * The queue `chain`: the only part that owns the chain. The key is in another process, which looks at
 * each payment by itself.
 */
export async function openPaying(
  options: SystemOptions,
  {
    ledger,
    cluster,
    webhook,
  }: {
    readonly ledger: Ledger;
    readonly cluster: OpenedCluster | null;
    /** Where people are told that paying stands still; null: on the pages alone. */
    readonly webhook: Secret | null;
  },
): Promise<Paying> {
  const { config, clock, failpoint } = options;
  const { from } = config.distributions;
  const { timeZone } = config.community;
  await using opened = new AsyncDisposableStack();
  const log = openLog(options.folder.logs, clock);
  const signer = opened.use(await openSigner(options, log));
  const { chain, embedded, limits } =
    cluster === null
      ? onEmbedded(opened.use(await embeddedOf(options, signer, await genesisOf(ledger))))
      : onCluster(options, cluster, opened);
  const paid = { ledger, chain, signer, clock: { now: () => clock.now().getTime() } };
  const { maxMicroLamports } = config.settlement.priorityFee;
  const reclaiming = createReclaiming({
    ...paid,
    caps: capsOf(config),
    unitPriceMaxMicroLamports: BigInt(embedded === null ? maxMicroLamports : 0),
  });
  const activities = {
    ...createDistributionActivities({
      ledger,
      now: () => clock.now(),
      closedPeriods: (until) => closedPeriods(from, until, timeZone),
    }),
    ...createSettlementActivities({
      ...paid,
      caps: capsOf(config),
      limits,
      ...(failpoint === undefined ? {} : { failpoint }),
      ...(webhook === null ? {} : { sendStop: stopWebhook(webhook, config, log) }),
    }),
  };
  const closing = opened.move();
  return { embedded, activities, reclaiming, [Symbol.asyncDispose]: () => closing.disposeAsync() };
}

/** What both ways of paying come to. */
interface Opened {
  readonly chain: ChainPort;
  readonly embedded: EmbeddedChain | null;
  readonly limits: Partial<SettlementLimits>;
}

export interface OpenedCluster {
  readonly settings: ClusterSettings;
  readonly cluster: Cluster;
}

function onEmbedded(embedded: EmbeddedChain): Opened {
  return { chain: embedded.chain, embedded, limits: {} };
}

async function embeddedOf(
  { config, folder, clock }: SystemOptions,
  settler: Signer,
  genesis: string | null,
): Promise<EmbeddedChain> {
  const monthly = Object.values(budgetsOf(config)).reduce((sum, budget) => sum + budget, 0n);
  return await openEmbeddedChain({
    dir: folder.chain,
    settler,
    decimals: config.token.decimals,
    supply: monthly * MONTHS_OF_SUPPLY,
    clock: { now: () => clock.now().getTime() },
    isBeside: true,
    genesis,
  });
}

/** No chain of our own, and yet never two signers: the folder's lock says who pays. */
function onCluster(
  { config, folder }: SystemOptions,
  { cluster }: OpenedCluster,
  opened: AsyncDisposableStack,
): Opened {
  opened.use(lockChain(folder.chain));
  const { maxMicroLamports } = config.settlement.priorityFee;
  const limits = { ...CLUSTER_LIMITS, unitPriceMaxMicroLamports: BigInt(maxMicroLamports) };
  return { chain: cluster.chain, embedded: null, limits };
}
