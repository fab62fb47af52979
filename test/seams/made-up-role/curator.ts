/**
 * A role that the product does not have: what somebody adds to have it, besides the page in
 * `pages/curator/`. To be imported before whatever derives from the tables.
 */
import { enrolments } from "../../../models/core/workbook/enrolments.ts";
import { people } from "../../../models/core/identity/people.ts";
import { type AccessRule, accessRules } from "../../../models/access.ts";
import { defineModel } from "../../../models/model.ts";
import { type RoleEntry, roleTable } from "../../../models/roles.ts";

/** The entry of `models/roles.ts`. */
const entry: RoleEntry = {
  name: "curator",
  pages: "curator",
  words: { ru: "Куратор", en: "Curator" },
  from: "grant",
  byCohort: true,
};

/** The line of `models/access.ts`. */
const rule = {
  role: "curator",
  table: "curator_members",
  rows: { column: "cohort_id", is: "own_cohorts" },
};

/** The table that only this role sees: a model like any other. */
export const curatorMembers = defineModel({
  name: "curator_members",
  description: "Whom a curator looks after, one row a cohort and member.",
  from: [enrolments, people],
  grain: ["cohort_id", "member_id"],
  columns: { cohort_id: "VARCHAR", member_id: "VARCHAR", name: "VARCHAR" },

  query: (db) =>
    db
      .selectFrom("enrolments")
      .innerJoin("people", "people.member_id", "enrolments.member_id")
      .select(["cohort_id", "enrolments.member_id", "name"]),
});

(roleTable as unknown as RoleEntry[]).push(entry);
(accessRules as AccessRule[]).push(rule as unknown as AccessRule);
