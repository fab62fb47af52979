import { defineModel } from "../../model.ts";
import { stgLedgerActors } from "../../staging/ledger/stg_ledger_actors.ts";
import { stgLedgerApprovals } from "../../staging/ledger/stg_ledger_approvals.ts";
import { stgLedgerCataloguedTasks } from "../../staging/ledger/stg_ledger_catalogued_tasks.ts";
import { stgLedgerLinkRevocations } from "../../staging/ledger/stg_ledger_link_revocations.ts";
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
    stgLedgerLinkRevocations,
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
      // A link that was undone leaves nothing behind, not even the name of an account.
      .with("standing", (qb) =>
        qb
          .selectFrom("stg_ledger_links")
          .where("link_id", "not in", (sub) =>
            sub.selectFrom("stg_ledger_link_revocations").select("link_id"),
          )
          .select(["account_a", "account_b"]),
      )
      .selectFrom("standing")
      .select("account_a as account_key")
      .union((qb) => qb.selectFrom("standing").select("account_b as account_key"))
      .union(db.selectFrom("stg_ledger_roles").select("account_key"))
      .union(db.selectFrom("stg_ledger_wallets").select("account_key"))
      .union(db.selectFrom("stg_ledger_actors").select("account_key"))
      .union(db.selectFrom("stg_ledger_plans").select("proposer_account_key as account_key"))
      .union(db.selectFrom("stg_ledger_approvals").select("account_key"))
      .union(db.selectFrom("stg_ledger_verdicts").select("account_key"))
      .union(db.selectFrom("stg_ledger_catalogued_tasks").select("account_key")),
});
