/** Plans that pay what an earlier plan kept. No product code imports this. */
import { givenPerson } from "./given.ts";
import type { Plan, Release } from "./plan/plan.ts";

export const POLICY = { conflictSharePpm: 50_000, objectionMs: 0, conflicted: [] } as const;

/** The plan, and in a batch of its own what `earlier` kept for the first member without a wallet. */
export function packed(
  plan: Plan,
  earlier: Plan,
  digest: string,
  changes: Partial<Release> = {},
): Plan {
  const kept = earlier.lines.find(({ wallet }) => wallet === null);
  if (kept === undefined) throw new Error("The earlier plan keeps nothing.");
  const wallet = givenPerson(kept.member).wallet;
  const release = { ...kept, wallet, period: earlier.period, plan: digest, ...changes };
  const batch = { lineIds: [release.id], createsAccounts: true };
  return {
    ...plan,
    policy: POLICY,
    releases: [release],
    batches: [...plan.batches, batch],
  };
}
