import {
  type ChainFacts,
  createProposalActivities,
  recountLines,
} from "../../activities/distribution/index.ts";
import {
  createBuildNotes,
  createMaterializeActivities,
} from "../../activities/materialize/index.ts";
import { createPublishActivities } from "../../activities/publish/index.ts";
import { type Cluster, savedChain, takesV1 } from "../../activities/settlement/chain/open.ts";
import type { ChainView } from "../../activities/settlement/chain/port.ts";
import { assertKnowsPayments, tokenAccountStates } from "../../activities/settlement/index.ts";
import { models, publishedTables } from "../../models/index.ts";
import { openWarehouse, type Warehouse } from "../../warehouse/duckdb/index.ts";
import type { Landing } from "../../warehouse/landing/index.ts";
import type { Ledger } from "../../warehouse/ledger/index.ts";
import { shareSnapshot } from "../../warehouse/snapshot/index.ts";
import type {
  MaterializeActivities,
  ProposalActivities,
  PublishActivities,
} from "../../workflows/activities.ts";
import { connectedStreamsIn } from "../community/connections.ts";
import { closedPeriods, monthsAfter } from "../community/clock.ts";
import { damagedFiles, landingCut } from "../verify/landing-cut.ts";
import { landedHead } from "./landed-head.ts";
import { loadedInputs } from "./loaded-inputs.ts";
import { earnedPeriods, pointsReader } from "./points-reader.ts";
import { declaredStreams } from "./feeds.ts";
import { budgetsOf, policyOf, type SystemOptions } from "./system-options.ts";

export interface Storing extends AsyncDisposable {
  readonly warehouse: Warehouse;
  /** What a plan is told of the chain. */
  chainFacts(wallets: readonly string[]): Promise<ChainFacts>;
  readonly activities: MaterializeActivities & PublishActivities & ProposalActivities;
}

const publishedModels = models.filter(({ name }) => publishedTables.includes(name));

/** The queue `warehouse`: what is built from landing, published, and proposed from its points. */
export async function openStoring(
  { config, folder, clock, identity, objects = null, failpoint }: SystemOptions,
  given: {
    readonly landing: Landing;
    readonly ledger: Ledger;
    /** The embedded chain where this process owns it; null: another one does, and its file is read. */
    readonly ownChain: () => ChainView | null;
    /** Where tokens are paid on a cluster, it is asked instead. */
    readonly cluster: Pick<Cluster, "view"> | null;
  },
): Promise<Storing> {
  const { landing, ledger } = given;
  const { timeZone } = config.community;
  const withFailpoints = failpoint === undefined ? {} : { failpoint };
  await using opened = new AsyncDisposableStack();
  const warehouse = opened.use(
    await openWarehouse({
      file: folder.warehouse,
      streams: declaredStreams,
      timeZone,
      ...withFailpoints,
    }),
  );
  const saved = savedChain(folder.chain);
  async function chainFacts(wallets: readonly string[]): Promise<ChainFacts> {
    const chain = (await given.cluster?.view()) ?? given.ownChain() ?? saved();
    await assertKnowsPayments(chain, ledger, chain.settler);
    const { genesis, mint, treasury, settler } = chain;
    const tokenAccounts = await tokenAccountStates(chain, chain, wallets);
    const { decimals } = config.token;
    const format = (await takesV1(chain, settler)) ? "v1" : "legacy";
    return { genesis, mint, treasury, settler, decimals, format, tokenAccounts };
  }

  const now = () => clock.now().getTime();
  const context = {
    asOfDay: clock.now().toISOString(),
    timeZone,
    connected: connectedStreamsIn(config),
    accountKey: identity.accountKey,
  };
  const notes = createBuildNotes({ warehouse, models, context, dir: folder.root, now });
  const building = createMaterializeActivities({
    warehouse,
    landing,
    models,
    context,
    now,
    onRefused: (refused) => notes.write(refused),
    ...withFailpoints,
  });
  const readPoints = pointsReader(warehouse);
  const activities = {
    ...building,
    ...createPublishActivities({
      warehouse,
      dir: folder.snapshots,
      tables: publishedModels,
      now,
      onPublished: () => notes.write(null),
      ...(objects === null ? {} : { share: (snapshot) => shareSnapshot(objects, snapshot) }),
      ...withFailpoints,
    }),
    ...createProposalActivities({
      ledger,
      readPoints: async (period) => ({
        ...(await readPoints(period)),
        loaded: await loadedInputs(warehouse, building),
      }),
      earnedPeriods: () => earnedPeriods(warehouse),
      closedPeriods: (until) => closedPeriods(config.distributions.from, until, timeZone),
      chainFacts,
      landedHead: () => landedHead(warehouse),
      recount: (asked) => recountLines(warehouse.db, asked),
      async damagedInputs(loaded) {
        const { files, damages } = await landingCut(landing, loaded.landing);
        return [...damages, ...(await damagedFiles(files))].map(({ name }) => name);
      },
      config: {
        budgets: budgetsOf(config),
        committee: config.committee,
        policy: policyOf(config),
        escrowMonths: config.distributions.escrowMonths,
        keptUntil: (settledAt, months) => monthsAfter(settledAt, months, timeZone),
      },
      now: () => clock.now(),
    }),
  };
  const closing = opened.move();
  return { warehouse, chainFacts, activities, [Symbol.asyncDispose]: () => closing.disposeAsync() };
}
