import type { Ledger, LedgerEntry } from "../../warehouse/ledger/index.ts";
import { ConfigError } from "./configuration.ts";
import { formulaDigest } from "./formula-digest.ts";
import type { IdentityKey } from "./identity-key.ts";
import type { Config } from "./schema.ts";

/** The first formula counts from the first month that is paid for, and for all before it. */
const ALWAYS = "2000-01-01T00:00:00.000Z";

/**
 * Puts the configuration's dated roles and its formula into the ledger, which from then on knows
 * them better: seeding again changes nothing, and a role is ended by its own `to`.
 *
 * The configuration names the first formula only. Another name in it would count for every month
 * there has been, so it is refused with ConfigError.
 */
export async function seedLedger(
  ledger: Ledger,
  config: Config,
  identity: IdentityKey,
): Promise<void> {
  const [first] = await ledger.read({ kinds: ["formula_activated"], limit: 1 });
  if (first !== undefined && first.payload.formula !== config.formula) {
    throw new ConfigError(
      `formula is ${JSON.stringify(config.formula)}, and the ledger began with ` +
        `${JSON.stringify(first.payload.formula)}. The configuration names only the first formula: ` +
        "set that again. A later one is put in force by an event of the ledger.",
    );
  }
  const seeds = first === undefined ? [formulaOf(config)] : [];
  await ledger.appendAll([...rolesOf(config, identity), ...seeds]);
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
    // Two processes that begin at once with two formulas: the second one is refused.
    uniqueKey: "formula:first",
  };
}
