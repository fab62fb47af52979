import { join } from "node:path";

import { createDistributionActivities } from "../../activities/distribution/index.ts";
import { createIngestActivities } from "../../activities/ingest/index.ts";
import { createMaterializeActivities } from "../../activities/materialize/index.ts";
import { createPublishActivities } from "../../activities/publish/index.ts";
import {
  openEmbeddedChain,
  type EmbeddedChain,
} from "../../activities/settlement/chain/embedded/open.ts";
import { readSettlerKey } from "../../activities/settlement/chain/settler-key.ts";
import {
  createSettlementActivities,
  tokenAccountStates,
} from "../../activities/settlement/index.ts";
import { models, publishedTables } from "../../models/index.ts";
import { openWarehouse, type Warehouse } from "../../warehouse/duckdb/index.ts";
import { type Landing, openLanding } from "../../warehouse/landing/index.ts";
import { type Ledger, openLedger } from "../../warehouse/ledger/index.ts";
import type { Source } from "../../sources/source.ts";
import type { Activities } from "../../workflows/activities.ts";
import { closedPeriods, type Clock } from "../community/clock.ts";
import type { Config } from "../community/schema.ts";
import type { DataFolder } from "../community/data-folder.ts";
import type { IdentityKey } from "../community/identity-key.ts";
import type { Log } from "./logs.ts";
import { pointsReader } from "./points-reader.ts";
import { seedLedger } from "../community/seed-ledger.ts";
import type { Connections } from "../community/connections.ts";
import { declaredStreams, openSources } from "./sources.ts";
import { baseUnits } from "../community/tokens.ts";

export interface SystemOptions {
  readonly config: Config;
  readonly folder: DataFolder;
  readonly identity: IdentityKey;
  readonly clock: Clock;
  readonly log: Log;
  readonly connections: Connections;
  /** Where a test stops the process; absent in the product. */
  readonly failpoint?: (point: string) => void | Promise<void>;
}

/** Everything one process owns: the warehouse file and the chain have no second owner. */
export interface System extends AsyncDisposable {
  readonly ledger: Ledger;
  readonly landing: Landing;
  readonly warehouse: Warehouse;
  readonly chain: EmbeddedChain;
  readonly sources: ReadonlyMap<string, Source>;
  readonly activities: Activities;
}

const publishedModels = models.filter(({ name }) => publishedTables.includes(name));

/** The treasury of the embedded chain: ten years of budgets. Real treasuries are filled by people. */
const MONTHS_OF_SUPPLY = 120n;

/** Opens the stores and wires every activity to them. Closing it releases every lock. */
export async function openSystem(options: SystemOptions): Promise<System> {
  const { config, folder, clock, failpoint } = options;
  const withFailpoints = failpoint === undefined ? {} : { failpoint };
  await using opened = new AsyncDisposableStack();
  const ledger = opened.use(openLedger({ file: folder.ledger, clock: () => clock.now() }));
  // The demo asserts its own roles, by its own actor.
  if (config.demo === undefined) await seedLedger(ledger, config, options.identity);
  const landing = openLanding(folder.landing, failpoint);
  const { timeZone } = config.community;
  const warehouse = opened.use(
    await openWarehouse({
      file: folder.warehouse,
      streams: declaredStreams,
      timeZone,
      ...withFailpoints,
    }),
  );
  const budgets = budgetsOf(config);
  const monthly = Object.values(budgets).reduce((sum, budget) => sum + budget, 0n);
  const chain = opened.use(
    await openEmbeddedChain({
      dir: folder.chain,
      keysDir: folder.keys,
      decimals: config.token.decimals,
      supply: monthly * MONTHS_OF_SUPPLY,
      clock: { now: () => clock.now().getTime() },
    }),
  );
  const sources = openSources(options.connections, { ledger, identity: options.identity });
  const activities: Activities = {
    ...createIngestActivities({ landing, sources: [...sources.values()] }),
    ...createMaterializeActivities({
      warehouse,
      landing,
      models,
      context: {
        asOfDay: clock.now().toISOString(),
        timeZone,
        accountKey: options.identity.accountKey,
      },
      ...withFailpoints,
    }),
    ...createPublishActivities({
      warehouse,
      dir: folder.snapshots,
      tables: publishedModels,
      now: () => clock.now().getTime(),
      ...withFailpoints,
    }),
    ...createDistributionActivities({
      ledger,
      readPoints: pointsReader(warehouse, config.formula),
      chainFacts: async (wallets) => ({
        genesis: chain.genesis,
        mint: chain.mint,
        treasury: chain.treasury,
        settler: chain.settler,
        decimals: config.token.decimals,
        tokenAccounts: await tokenAccountStates(chain.chain, chain, wallets),
      }),
      config: { budgets, committee: config.committee },
      now: () => clock.now(),
      closedPeriods: (until) => closedPeriods(config.distributions.from, until, timeZone),
    }),
    ...createSettlementActivities({
      ledger,
      chain: chain.chain,
      settler: readSettlerKey(join(folder.keys, "settler.json")),
      clock: { now: () => clock.now().getTime() },
      ...withFailpoints,
    }),
  };
  const closing = opened.move();
  return {
    ledger,
    landing,
    warehouse,
    chain,
    sources,
    activities,
    [Symbol.asyncDispose]: () => closing.disposeAsync(),
  };
}

/** Base units a domain and calendar month. */
function budgetsOf({ budgets, token }: Config): Readonly<Record<string, bigint>> {
  return Object.fromEntries(
    Object.entries(budgets).map(([domain, text]) => [domain, baseUnits(text, token.decimals)]),
  );
}
