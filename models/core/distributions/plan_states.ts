import { sql } from "kysely";

import { defineModel } from "../../model.ts";
import { stgLedgerApprovals } from "../../staging/ledger/stg_ledger_approvals.ts";
import { stgLedgerPlanConflicts } from "../../staging/ledger/stg_ledger_plan_conflicts.ts";
import { stgLedgerPlanMembers } from "../../staging/ledger/stg_ledger_plan_members.ts";
import { stgLedgerPlans } from "../../staging/ledger/stg_ledger_plans.ts";
import { stgLedgerSettlements } from "../../staging/ledger/stg_ledger_settlements.ts";
import { memberAccounts } from "../identity/member_accounts.ts";

export const planStates = defineModel({
  name: "plan_states",
  description: "Where each plan stands by the ledger, one row a plan.",
  from: [
    stgLedgerPlans,
    stgLedgerPlanMembers,
    stgLedgerPlanConflicts,
    stgLedgerApprovals,
    stgLedgerSettlements,
    memberAccounts,
  ],
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
    /**
     * `open`, `approved`, `settled` or `superseded`. Approved by k signatures of members without a
     * conflict, or by one more, or by all who may sign where those are fewer.
     */
    status: "VARCHAR",
  },

  query: (db) =>
    db
      .with("signed", (qb) =>
        qb
          .selectFrom("stg_ledger_approvals as s")
          .leftJoin("stg_ledger_plan_conflicts as c", (join) =>
            join.onRef("c.digest", "=", "s.digest").onRef("c.account_key", "=", "s.account_key"),
          )
          .groupBy("s.digest")
          .select("s.digest")
          .select((eb) => [
            eb.fn.count<bigint>("s.account_key").distinct().as("approval_count"),
            eb.fn
              .count<bigint>("s.account_key")
              .distinct()
              .filterWhere("c.account_key", "is", null)
              .as("free_count"),
          ]),
      )
      .with("signers", (qb) =>
        qb
          .selectFrom("stg_ledger_plan_members as m")
          .innerJoin("stg_ledger_plans as p", "p.digest", "m.digest")
          .whereRef("m.account_key", "<>", "p.proposer_account_key")
          .groupBy("m.digest")
          .select((eb) => ["m.digest", eb.fn.countAll<bigint>().as("signer_count")]),
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
      .leftJoin("signers", "signers.digest", "p.digest")
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
          .when("free_count", ">=", eb.ref("p.threshold").$castTo<bigint>())
          .then("approved")
          .when(
            "approval_count",
            ">=",
            eb.fn<bigint>("least", [sql`p.threshold + 1`, "signer_count"]),
          )
          .then("approved")
          .else("open")
          .end()
          .as("status"),
      ),
});
