import { people } from "../../core/identity/people.ts";
import { sumOf } from "../../expressions.ts";
import { contributionScores } from "../../scores/contribution_scores.ts";
import { defineModel } from "../../model.ts";

export const myPoints = defineModel({
  name: "my_points",
  description: "A person's points, one row a member, period, class and domain.",
  from: [contributionScores, people],
  grain: ["member_id", "period", "class", "domain"],
  columns: {
    member_id: "VARCHAR",
    period: "VARCHAR",
    class: "VARCHAR",
    domain: "VARCHAR",
    points: "BIGINT",
    contribution_count: "BIGINT",
  },
  query: (db) =>
    db
      .selectFrom("contribution_scores as s")
      .innerJoin("people as p", "p.member_id", "s.member_id")
      .groupBy(["s.member_id", "period", "class", "domain"])
      .select(["s.member_id", "period", "class", "domain"])
      .select((eb) => [
        sumOf(eb.ref("points")).as("points"),
        eb.fn.countAll<bigint>().as("contribution_count"),
      ]),
});
