import { sql } from "kysely";

import { enrolments } from "../../core/workbook/enrolments.ts";
import { accounts } from "../../core/identity/accounts.ts";
import { memberAccounts } from "../../core/identity/member_accounts.ts";
import { people } from "../../core/identity/people.ts";
import { roles } from "../../core/identity/roles.ts";
import { stgNocodbCohorts } from "../../staging/nocodb/stg_nocodb_cohorts.ts";
import { absentOr, code, derivedId, endOfDay, nullable, orElse } from "../../expressions.ts";
import { defineModel, refRun } from "../../model.ts";
import { grantedRoles, roleTable } from "../../roles.ts";

const cohortRoles = () => roleTable.filter(({ byCohort }) => byCohort).map(({ name }) => name);
const membersRoles = () => roleTable.filter(({ from }) => from === "membership");

/** For the gateway alone: it names account keys, so `access.ts` gives it to nobody. */
export const gatewayPrincipals = defineModel({
  name: "gateway_principals",
  description: "Who may sign in as what today, one row an account, role and cohort.",
  from: [memberAccounts, accounts, people, roles, enrolments, stgNocodbCohorts, refRun],
  grain: ["principal_id"],
  columns: {
    principal_id: "VARCHAR",
    account_key: "VARCHAR",
    member_id: "VARCHAR",
    name: "VARCHAR",
    role: "VARCHAR",
    cohort_id: "VARCHAR?",
  },

  query: (db) =>
    db
      .with("granted", (qb) =>
        qb
          .selectFrom("roles")
          .crossJoin("ref_run")
          // The ledger may know a role that this version does not, or does not grant: it is none.
          .where("role", "in", grantedRoles())
          // For the whole day in which it begins or ends, as links do.
          .where((eb) => eb("valid_from", "<", endOfDay(eb.ref("as_of_day"), eb.ref("time_zone"))))
          .where((eb) => absentOr(eb, "valid_to", ">", "as_of_day"))
          // A master of no cohort in particular looks after each of them.
          .leftJoin("stg_nocodb_cohorts as c", (join) =>
            join.on("role", "in", cohortRoles()).on("roles.cohort_id", "is", null),
          )
          .select(["member_id", "role"])
          .select((eb) => eb.fn.coalesce("roles.cohort_id", "c.cohort_id").as("cohort_id")),
      )
      .with("doors", (qb) =>
        qb
          .selectFrom("member_accounts as m")
          .innerJoin("people", "people.member_id", "m.member_id")
          .leftJoin("accounts as a", "a.account_key", "m.account_key")
          // Who has left or is suspended comes in by no role, and by no session that is open.
          .where(sql<boolean>`standing is distinct from 'closed'`)
          .select(["m.account_key", "m.member_id", "people.name"])
          .select(sql<boolean>`standing is not null`.as("is_open")),
      )
      .with("valid", (qb) =>
        qb
          .selectFrom("doors")
          .innerJoin("granted", "granted.member_id", "doors.member_id")
          .select(["account_key", "doors.member_id", "name", "role", "cohort_id"])
          .union(
            membersRoles().map((held) =>
              qb
                .selectFrom("doors")
                .leftJoin("enrolments as e", "e.member_id", "doors.member_id")
                // Whoever may come in at all has own pages; a mere name under a post is no door.
                .where((eb) =>
                  eb.or([
                    eb("is_open", "=", true),
                    eb("cohort_id", "is not", null),
                    eb("doors.member_id", "in", eb.selectFrom("granted").select("member_id")),
                  ]),
                )
                .select(["account_key", "doors.member_id", "name", code(held.name).as("role")])
                .select((eb) => nullable(eb.ref("cohort_id")).as("cohort_id")),
            ),
          ),
      )
      .selectFrom("valid")
      .select(["account_key", "member_id", "name", "role", "cohort_id"])
      .select((eb) => {
        const key = [eb.ref("account_key"), eb.ref("role"), orElse(eb.ref("cohort_id"), "*")];
        return derivedId("p_", ...key).as("principal_id");
      }),
});
