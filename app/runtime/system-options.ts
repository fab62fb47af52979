import type { Clock } from "../community/clock.ts";
import type { DataFolder } from "../community/data-folder.ts";
import type { IdentityKey } from "../community/identity-key.ts";
import type { Config } from "../community/schema.ts";
import { baseUnits } from "../community/tokens.ts";
import type { ObjectStore } from "../../warehouse/objects/index.ts";
import type { Connections } from "../community/connections.ts";

/** What every part of the system is given; it opens for itself no more than it uses. */
export interface SystemOptions {
  readonly config: Config;
  readonly folder: DataFolder;
  readonly identity: IdentityKey;
  readonly clock: Clock;
  readonly connections: Connections;
  /** Where what is published goes for other machines; absent or null: to none. */
  readonly objects?: ObjectStore | null;
  /** Where a test stops the process; absent in the product. */
  readonly failpoint?: (point: string) => void | Promise<void>;
}

const HOUR_MS = 60 * 60 * 1_000;
const PPM_PER_PERCENT = 10_000;

/** The rules of approving that a plan is frozen with. */
export function policyOf({ committee }: Config) {
  return {
    conflictSharePpm: Math.round(committee.conflictSharePercent * PPM_PER_PERCENT),
    objectionMs: committee.objectionHours * HOUR_MS,
  };
}

/** Base units a domain and calendar month. */
export function budgetsOf({ budgets, token }: Config): Readonly<Record<string, bigint>> {
  return Object.fromEntries(
    Object.entries(budgets).map(([domain, text]) => [domain, baseUnits(text, token.decimals)]),
  );
}
