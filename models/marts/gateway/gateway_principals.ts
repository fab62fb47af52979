import { enrolments } from "../../core/workbook/enrolments.ts";
import { memberAccounts } from "../../core/identity/member_accounts.ts";
import { people } from "../../core/identity/people.ts";
import { roles } from "../../core/identity/roles.ts";
import { stgNocodbCohorts } from "../../staging/nocodb/stg_nocodb_cohorts.ts";
import { absentOr, code, derivedId, endOfDay, nullable, orElse } from "../../expressions.ts";
import { defineModel, refRun } from "../../model.ts";
import { grantedRoles, roleTable } from "../../roles.ts";

const cohortRoles = () => roleTable.filter(({ byCohort }) => byCohort).map(({ name }) => name);
const enrolledRoles = () => roleTable.filter(({ from }) => from === "enrolment");

/** For the gateway alone: it names account keys, so `access.ts` gives it to nobody. */
export const gatewayPrincipals = defineModel({
  name: "gateway_principals",
  description: "Who may sign in as what today, one row an account, role and cohort.",
  from: [memberAccounts, people, roles, enrolments, stgNocodbCohorts, refRun],
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
      .with("valid", (qb) =>
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
          .select((eb) => eb.fn.coalesce("roles.cohort_id", "c.cohort_id").as("cohort_id"))
          .union(
            enrolledRoles().map(({ name }) =>
              qb
                .selectFrom("enrolments")
                .select(["member_id", code(name).as("role")])
                .select((eb) => nullable(eb.ref("cohort_id")).as("cohort_id")),
            ),
          ),
      )
      .selectFrom("valid")
      .innerJoin("people", "people.member_id", "valid.member_id")
      .innerJoin("member_accounts as a", "a.member_id", "valid.member_id")
      .select(["account_key", "valid.member_id", "name", "role", "cohort_id"])
      .select((eb) => {
        const key = [eb.ref("account_key"), eb.ref("role"), orElse(eb.ref("cohort_id"), "*")];
        return derivedId("p_", ...key).as("principal_id");
      }),
});
