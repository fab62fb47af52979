import { sql } from "kysely";

import { derivedId } from "../../expressions.ts";
import { defineModel } from "../../model.ts";
import { stgLedgerRoles } from "../../staging/ledger/stg_ledger_roles.ts";
import { memberAccounts } from "./member_accounts.ts";

/** A later grant of the same role from the same instant replaces the earlier: so a role ends. */
export const roles = defineModel({
  name: "roles",
  description: "Dated roles of members, one row a member, role, cohort and start.",
  from: [stgLedgerRoles, memberAccounts],
  grain: ["role_id"],
  columns: {
    role_id: "VARCHAR",
    member_id: "VARCHAR",
    role: "VARCHAR",
    /** Null: not tied to a cohort. */
    cohort_id: "VARCHAR?",
    valid_from: "TIMESTAMPTZ",
    valid_to: "TIMESTAMPTZ?",
  },

  query: (db) =>
    db
      .with("ranked", (qb) =>
        qb
          .selectFrom("stg_ledger_roles")
          .innerJoin(
            "member_accounts",
            "member_accounts.account_key",
            "stg_ledger_roles.account_key",
          )
          .select(["member_id", "role", "cohort_id", "valid_from", "valid_to"])
          .select(
            sql<bigint>`row_number() over (
              partition by member_id, role, cohort_id, valid_from order by seq desc
            )`.as("place"),
          ),
      )
      .selectFrom("ranked")
      .where("place", "=", sql<bigint>`1`)
      .select(["member_id", "role", "cohort_id", "valid_from", "valid_to"])
      .select(
        derivedId(
          "r_",
          sql.ref("member_id"),
          sql.ref("role"),
          sql`coalesce(cohort_id, '*')`,
          sql`epoch_us(valid_from)`,
        ).as("role_id"),
      ),
});
