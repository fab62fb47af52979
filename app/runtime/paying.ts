import { createDistributionActivities } from "../../activities/distribution/index.ts";
import { openEmbeddedChain, type EmbeddedChain } from "../../activities/settlement/chain/open.ts";
import { readSettlerKey } from "../../activities/settlement/chain/settler-key.ts";
import { createSettlementActivities } from "../../activities/settlement/index.ts";
import { type Ledger, plansOf } from "../../warehouse/ledger/index.ts";
import type { DistributionActivities, SettlementActivities } from "../../workflows/activities.ts";
import { closedPeriods } from "../community/clock.ts";
import { budgetsOf, type SystemOptions } from "./system-options.ts";

export interface Paying extends AsyncDisposable {
  readonly chain: EmbeddedChain;
  readonly activities: DistributionActivities & SettlementActivities;
}

/** The chain of the newest plan; null before the first. */
async function genesisOf(ledger: Ledger): Promise<string | null> {
  const newest = plansOf(await ledger.read({ kinds: ["plan_proposed"] })).at(-1);
  return newest?.plan.chain.genesis ?? null;
}

/** The treasury of the embedded chain: ten years of budgets. Real treasuries are filled by people. */
const MONTHS_OF_SUPPLY = 120n;

/** The queue `chain`: the only part that owns the chain, and the only one that holds the key. */
export async function openPaying(
  { config, folder, clock, failpoint }: SystemOptions,
  { ledger }: { readonly ledger: Ledger },
): Promise<Paying> {
  const { from } = config.distributions;
  const { timeZone } = config.community;
  const monthly = Object.values(budgetsOf(config)).reduce((sum, budget) => sum + budget, 0n);
  const ticking = { now: () => clock.now().getTime() };
  await using opened = new AsyncDisposableStack();
  const chain = opened.use(
    await openEmbeddedChain({
      dir: folder.chain,
      keysDir: folder.keys,
      decimals: config.token.decimals,
      supply: monthly * MONTHS_OF_SUPPLY,
      clock: ticking,
      isBeside: true,
      genesis: await genesisOf(ledger),
    }),
  );
  const activities = {
    ...createDistributionActivities({
      ledger,
      now: () => clock.now(),
      closedPeriods: (until) => closedPeriods(from, until, timeZone),
    }),
    ...createSettlementActivities({
      ledger,
      chain: chain.chain,
      settler: readSettlerKey(chain.settlerKeyFile),
      clock: ticking,
      ...(failpoint === undefined ? {} : { failpoint }),
    }),
  };
  const closing = opened.move();
  return { chain, activities, [Symbol.asyncDispose]: () => closing.disposeAsync() };
}
