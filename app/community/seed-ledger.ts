import type { Ledger, LedgerEntry } from "../../warehouse/ledger/index.ts";
import { ConfigError } from "./configuration.ts";
import { followRoles } from "./follow-roles.ts";
import { formulaDigest } from "./formula-digest.ts";
import type { IdentityKey } from "./identity-key.ts";
import type { Config } from "./schema.ts";

/** The first formula counts from the first month that is paid for, and for all before it. */
const ALWAYS = "2000-01-01T00:00:00.000Z";

/**
 * Puts the configuration's formula into the ledger, and lets the ledger's roles follow those of
 * the configuration (`followRoles`). Seeding again changes nothing.
 *
 * The configuration names the first formula only. Another name in it would count for every month
 * there has been, so it is refused with ConfigError.
 */
export async function seedLedger(
  ledger: Ledger,
  config: Config,
  identity: IdentityKey,
  now: Date,
): Promise<void> {
  const [first] = await ledger.read({ kinds: ["formula_activated"], limit: 1 });
  if (first !== undefined && first.payload.formula !== config.formula) {
    throw new ConfigError(
      `formula is ${JSON.stringify(config.formula)}, and the ledger began with ` +
        `${JSON.stringify(first.payload.formula)}. The configuration names only the first formula: ` +
        "set that again. A later one is put in force by an event of the ledger.",
    );
  }
  await followRoles(ledger, config, identity, now);
  if (first === undefined) await ledger.appendAll([formulaOf(config)]);
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
