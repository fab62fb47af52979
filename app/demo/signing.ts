import { readFile } from "node:fs/promises";

import { grantedRoles } from "../../models/roles.ts";
import { rowIdentity } from "../../sources/nocodb/row-identity.ts";
import {
  approvalText,
  approve,
  distributionState,
  type DistributionState,
  importAssertions,
  type Ledger,
  openPlanOf,
} from "../../warehouse/ledger/index.ts";
import type { Clock } from "../community/clock.ts";
import type { DemoCommunity } from "./community.ts";
import type { IdentityKey } from "../community/identity-key.ts";
import { formulaDigest } from "../community/formula-digest.ts";

/** Puts what the demo asserts into the ledger, by actor `demo`. A second time changes nothing. */
export async function importDemo(
  ledger: Ledger,
  { hello }: DemoCommunity,
  { identity, asOf }: { identity: IdentityKey; asOf: string },
): Promise<number> {
  const assertions: unknown = JSON.parse(await readFile(hello.assertionsFile, "utf8"));
  const { eventCount } = await importAssertions(ledger, assertions, {
    accountKey: identity.accountKey,
    rowIdentity,
    roles: grantedRoles(),
    formulaDigest,
    at: asOf,
  });
  return eventCount;
}

/**
 * Signs a period's open plan with demo keys, until `count` signatures stand, and one more where one
 * of a member in conflict is among them, as far as there are keys. Gives how it then stands.
 */
export async function signByDemo(
  ledger: Ledger,
  demo: DemoCommunity,
  options: { period: string; count: number; identity: IdentityKey; clock: Clock },
): Promise<DistributionState | null> {
  const { period, count, identity, clock } = options;
  const members = demo.hello.people.filter(({ role }) => role === "committee");
  const standing = async () => {
    const events = await ledger.read();
    const digest = openPlanOf(events, period)?.digest;
    return digest === undefined ? null : distributionState(events, digest, clock.now());
  };
  for (const { id, account } of members) {
    const state = await standing();
    if (state === null || state.status !== "open") return state;
    const { digest, plan, needed } = state;
    if (state.approvals.length >= count + needed - plan.committee.threshold) return state;
    const { publicKey, signature } = await demo.sign(id, approvalText(plan, digest));
    await approve(ledger, {
      digest,
      account: identity.accountKey(account.source, account.nativeId),
      publicKey,
      signature,
      now: clock.now(),
    });
  }
  return await standing();
}
