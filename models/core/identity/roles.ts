import { sql } from "kysely";

import { derivedId, orElse, place } from "../../expressions.ts";
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
      .with("granted", (qb) =>
        qb
          .selectFrom("stg_ledger_roles as r")
          .innerJoin("member_accounts as a", "a.account_key", "r.account_key")
          .select(["member_id", "role", "cohort_id", "valid_from", "valid_to"])
          .select((eb) =>
            place(eb, (over) =>
              over
                .partitionBy(["member_id", "role", "cohort_id", "valid_from"])
                .orderBy("seq", "desc"),
            ).as("place"),
          ),
      )
      .selectFrom("granted")
      .where("place", "=", 1n)
      .select(["member_id", "role", "cohort_id", "valid_from", "valid_to"])
      .select((eb) => {
        const key = [eb.ref("member_id"), eb.ref("role"), orElse(eb.ref("cohort_id"), "*")];
        return derivedId("r_", ...key, sql`epoch_us(valid_from)`).as("role_id");
      }),
});
