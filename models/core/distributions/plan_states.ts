import { defineModel } from "../../model.ts";
import { stgLedgerApprovals } from "../../staging/ledger/stg_ledger_approvals.ts";
import { stgLedgerPlans } from "../../staging/ledger/stg_ledger_plans.ts";
import { stgLedgerSettlements } from "../../staging/ledger/stg_ledger_settlements.ts";
import { memberAccounts } from "../identity/member_accounts.ts";

export const planStates = defineModel({
  name: "plan_states",
  description: "Where each plan stands by the ledger, one row a plan.",
  from: [stgLedgerPlans, stgLedgerApprovals, stgLedgerSettlements, memberAccounts],
  grain: ["digest"],
  columns: {
    digest: "VARCHAR",
    period: "VARCHAR",
    revision: "INTEGER",
    predecessor: "VARCHAR?",
    proposer_member_id: "VARCHAR",
    proposed_at: "TIMESTAMPTZ",
    expires_at: "TIMESTAMPTZ",
    threshold: "INTEGER",
    /** `open`, `approved`, `settled` or `superseded`. */
    status: "VARCHAR",
  },

  query: (db) =>
    db
      .with("signed", (qb) =>
        qb
          .selectFrom("stg_ledger_approvals")
          .groupBy("digest")
          .select("digest")
          .select((eb) => eb.fn.count<bigint>("account_key").distinct().as("approval_count")),
      )
      .with("newest", (qb) =>
        qb
          .selectFrom("stg_ledger_plans")
          .groupBy("period")
          .select("period")
          .select((eb) => eb.fn.max("revision").as("revision")),
      )
      .selectFrom("stg_ledger_plans as p")
      .innerJoin("newest", "newest.period", "p.period")
      .innerJoin("member_accounts as a", "a.account_key", "p.proposer_account_key")
      .leftJoin("signed", "signed.digest", "p.digest")
      .leftJoin("stg_ledger_settlements as s", "s.digest", "p.digest")
      .select(["p.digest", "p.period", "p.revision", "p.predecessor"])
      .select(["a.member_id as proposer_member_id", "p.proposed_at", "p.expires_at"])
      .select("p.threshold")
      .select((eb) =>
        eb
          .case()
          .when("s.digest", "is not", null)
          .then("settled")
          .when("p.revision", "<", eb.ref("newest.revision"))
          .then("superseded")
          .when("approval_count", ">=", eb.ref("p.threshold").$castTo<bigint>())
          .then("approved")
          .else("open")
          .end()
          .as("status"),
      ),
});
