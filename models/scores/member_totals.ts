import { orZero, sumOf } from "../expressions.ts";
import { contributions } from "../core/contributions/contributions.ts";
import { people } from "../core/identity/people.ts";
import { sectionProgress } from "../core/workbook/section_progress.ts";
import { defineModel } from "../model.ts";
import { contributionScores } from "./contribution_scores.ts";

export const memberTotals = defineModel({
  name: "member_totals",
  description: "What each person has done in all, one row a person, also of those who did nothing.",
  from: [people, contributions, contributionScores, sectionProgress],
  grain: ["member_id"],
  columns: {
    member_id: "VARCHAR",
    points: "BIGINT",
    contribution_count: "BIGINT",
    first_contribution_at: "TIMESTAMPTZ?",
    last_contribution_at: "TIMESTAMPTZ?",
    sections_accepted: "BIGINT",
    sections_total: "BIGINT",
  },

  query: (db) =>
    db
      .with("done", (qb) =>
        qb
          .selectFrom("contributions as c")
          .innerJoin("contribution_scores as s", "s.contribution_id", "c.contribution_id")
          .groupBy("c.member_id")
          .select((eb) => [
            "c.member_id",
            sumOf(eb.ref("points")).as("points"),
            eb.fn.countAll<bigint>().as("contribution_count"),
            eb.fn.min("done_at").as("first_contribution_at"),
            eb.fn.max("done_at").as("last_contribution_at"),
          ]),
      )
      .with("studied", (qb) =>
        qb
          .selectFrom("section_progress")
          .groupBy("member_id")
          .select("member_id")
          .select((eb) => {
            // One guide in two cohorts is studied once.
            const sections = eb.fn.count<bigint>("section_id").distinct();
            return [
              sections.filterWhere("status", "=", "accepted").as("sections_accepted"),
              sections.as("sections_total"),
            ];
          }),
      )
      .selectFrom("people")
      .leftJoin("done", "done.member_id", "people.member_id")
      .leftJoin("studied", "studied.member_id", "people.member_id")
      .select(["people.member_id", "first_contribution_at", "last_contribution_at"])
      .select((eb) => [
        orZero(eb.ref("points")).as("points"),
        orZero(eb.ref("contribution_count")).as("contribution_count"),
        orZero(eb.ref("sections_accepted")).as("sections_accepted"),
        orZero(eb.ref("sections_total")).as("sections_total"),
      ]),
});
