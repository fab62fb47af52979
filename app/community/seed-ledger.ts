import type { Ledger, LedgerEntry } from "../../warehouse/ledger/index.ts";
import type { Config } from "./schema.ts";
import type { IdentityKey } from "./identity-key.ts";
import { formulaDigest } from "../runtime/points-reader.ts";

/** The formula counts from the first month that is paid for, and for all before it. */
const ALWAYS = "2000-01-01T00:00:00.000Z";

/**
 * Puts the configuration's dated roles and its formula into the ledger, which from then on knows
 * them better: seeding again changes nothing, and a role is ended by its own `to`.
 */
export async function seedLedger(
  ledger: Ledger,
  config: Config,
  identity: IdentityKey,
): Promise<void> {
  await ledger.appendAll([...rolesOf(config, identity), formulaOf(config)]);
}

function rolesOf({ roles }: Config, { accountKey }: IdentityKey): LedgerEntry[] {
  return roles.map(({ account, role, cohort = null, from, to = null }) => {
    const [source = "", ...rest] = account.split(":");
    const payload = {
      account: accountKey(source, rest.join(":")),
      role,
      stream: cohort,
      valid_from: from,
      valid_to: to,
    };
    const key = [payload.account, role, cohort ?? "*", from, to ?? "*"].join(":");
    return { kind: "role_granted", payload, actor: "configuration", uniqueKey: `role:${key}` };
  });
}

function formulaOf({ formula }: Config): LedgerEntry {
  return {
    kind: "formula_activated",
    payload: { formula, digest: formulaDigest(formula), valid_from: ALWAYS },
    actor: "configuration",
    uniqueKey: `formula:${formula}:${formulaDigest(formula)}`,
  };
}
