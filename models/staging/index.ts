import type { Model, SqlModel } from "../model.ts";
import type { AccountsModel } from "./accounts.ts";
import { counts } from "./counts/index.ts";
import { discord } from "./discord/index.ts";
import { discourse } from "./discourse/index.ts";
import { guides } from "./guides/index.ts";
import { hypothesis } from "./hypothesis/index.ts";
import { ledger } from "./ledger/index.ts";
import { mint } from "./mint/index.ts";
import { nocodb } from "./nocodb/index.ts";
import { posthog } from "./posthog/index.ts";
import type { Reads } from "./stage.ts";
import { telegram } from "./telegram/index.ts";

/** How the records of one system are read. */
export interface Staging {
  /** Models that keep out what they cannot read: `unplaced` names it. */
  readonly read: readonly (SqlModel<string, any> & Reads)[];
  /** Models of the same records in another cut. */
  readonly derived: readonly Model[];
  /** Who left a trace there. Account keys and members follow from them. */
  readonly accounts: readonly AccountsModel[];
}

/** Every system whose records are read; its connector is in `sources/`. */
export const systems: readonly Staging[] = [
  counts,
  discord,
  discourse,
  guides,
  hypothesis,
  ledger,
  mint,
  nocodb,
  posthog,
  telegram,
];

export const staged = systems.flatMap(({ read }) => read);

export const accountsOfSystems = systems.flatMap(({ accounts }) => accounts);

export const staging: readonly Model[] = [
  ...staged,
  ...systems.flatMap(({ derived }) => derived),
  ...accountsOfSystems,
];
