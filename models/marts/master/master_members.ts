import { answerStates } from "../../core/workbook/answer_states.ts";
import { enrolments } from "../../core/workbook/enrolments.ts";
import { people } from "../../core/identity/people.ts";
import { orZero } from "../../expressions.ts";
import { memberTotals } from "../../scores/member_totals.ts";
import { defineModel } from "../../model.ts";

export const masterMembers = defineModel({
  name: "master_members",
  description: "Trainees of each cohort, one row a cohort and member.",
  from: [enrolments, people, memberTotals, answerStates],
  grain: ["cohort_id", "member_id"],
  columns: {
    cohort_id: "VARCHAR",
    cohort_title: "VARCHAR",
    member_id: "VARCHAR",
    name: "VARCHAR",
    points: "BIGINT",
    accepted_count: "BIGINT",
    returned_count: "BIGINT",
    waiting_count: "BIGINT",
  },

  query: (db) =>
    db
      .with("counted", (qb) =>
        qb
          .selectFrom("answer_states")
          .groupBy(["cohort_id", "member_id"])
          .select(["cohort_id", "member_id"])
          .select(({ fn }) => [
            fn.countAll<bigint>().filterWhere("is_accepted", "=", true).as("accepted_count"),
            fn.countAll<bigint>().filterWhere("state", "=", "returned").as("returned_count"),
            fn.countAll<bigint>().filterWhere("state", "=", "waiting").as("waiting_count"),
          ]),
      )
      .selectFrom("enrolments as e")
      .innerJoin("people", "people.member_id", "e.member_id")
      .innerJoin("member_totals", "member_totals.member_id", "e.member_id")
      .leftJoin("counted", (join) =>
        join
          .onRef("counted.cohort_id", "=", "e.cohort_id")
          .onRef("counted.member_id", "=", "e.member_id"),
      )
      .select(["e.cohort_id", "cohort_title", "e.member_id", "name", "points"])
      .select((eb) => [
        orZero(eb.ref("accepted_count")).as("accepted_count"),
        orZero(eb.ref("returned_count")).as("returned_count"),
        orZero(eb.ref("waiting_count")).as("waiting_count"),
      ]),
});
