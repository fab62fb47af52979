import { defineModel } from "../../model.ts";
import { stgLedgerActors } from "../../staging/ledger/stg_ledger_actors.ts";
import { stgLedgerApprovals } from "../../staging/ledger/stg_ledger_approvals.ts";
import { stgLedgerCataloguedTasks } from "../../staging/ledger/stg_ledger_catalogued_tasks.ts";
import { stgLedgerLinks } from "../../staging/ledger/stg_ledger_links.ts";
import { stgLedgerPlans } from "../../staging/ledger/stg_ledger_plans.ts";
import { stgLedgerRoles } from "../../staging/ledger/stg_ledger_roles.ts";
import { stgLedgerVerdicts } from "../../staging/ledger/stg_ledger_verdicts.ts";
import { stgLedgerWallets } from "../../staging/ledger/stg_ledger_wallets.ts";

/** Somebody may hold a role or a wallet before the first trace in any source. */
export const ledgerAccounts = defineModel({
  name: "ledger_accounts",
  description: "Accounts that the ledger names, one row an account key.",
  from: [
    stgLedgerLinks,
    stgLedgerRoles,
    stgLedgerWallets,
    stgLedgerActors,
    stgLedgerPlans,
    stgLedgerApprovals,
    stgLedgerVerdicts,
    stgLedgerCataloguedTasks,
  ],
  grain: ["account_key"],
  columns: { account_key: "VARCHAR" },
  query: (db) =>
    db
      .selectFrom("stg_ledger_links")
      .select("account_a as account_key")
      .union(db.selectFrom("stg_ledger_links").select("account_b as account_key"))
      .union(db.selectFrom("stg_ledger_roles").select("account_key"))
      .union(db.selectFrom("stg_ledger_wallets").select("account_key"))
      .union(db.selectFrom("stg_ledger_actors").select("account_key"))
      .union(db.selectFrom("stg_ledger_plans").select("proposer_account_key as account_key"))
      .union(db.selectFrom("stg_ledger_approvals").select("account_key"))
      .union(db.selectFrom("stg_ledger_verdicts").select("account_key"))
      .union(db.selectFrom("stg_ledger_catalogued_tasks").select("account_key")),
});
