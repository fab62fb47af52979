import type { LedgerPlace } from "../../warehouse/ledger/index.ts";
import type { Config } from "./schema.ts";
import { needSecret } from "./secrets.ts";

/** Names the database that holds the ledger, with the role and its password. */
export const LEDGER_ADDRESS = "VKLAD_LEDGER_URL";

/** Where the configuration puts the ledger: in the data folder, unless it names a database. */
export function ledgerPlace(
  { ledger }: Pick<Config, "ledger">,
  own: LedgerPlace,
  env: NodeJS.ProcessEnv,
): LedgerPlace {
  return ledger === undefined ? own : postgresPlace(ledger.postgres, env);
}

export function postgresPlace(
  { schema }: { readonly schema: string },
  env: NodeJS.ProcessEnv,
): LedgerPlace {
  const purpose = "the address of the PostgreSQL database that holds the ledger";
  return { postgres: { schema, address: needSecret(env, LEDGER_ADDRESS, purpose) } };
}
