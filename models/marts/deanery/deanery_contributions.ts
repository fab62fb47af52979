import { sumOf } from "../../expressions.ts";
import { contributionScores } from "../../scores/contribution_scores.ts";
import { defineModel } from "../../model.ts";

export const deaneryContributions = defineModel({
  name: "deanery_contributions",
  description: "Contributions in numbers, one row a period, class and domain.",
  from: [contributionScores],
  grain: ["period", "class", "domain"],
  columns: {
    period: "VARCHAR",
    class: "VARCHAR",
    domain: "VARCHAR",
    contribution_count: "BIGINT",
    member_count: "BIGINT",
    points: "BIGINT",
  },
  query: (db) =>
    db
      .selectFrom("contribution_scores")
      .groupBy(["period", "class", "domain"])
      .select((eb) => [
        "period",
        "class",
        "domain",
        eb.fn.countAll<bigint>().as("contribution_count"),
        eb.fn.count<bigint>("member_id").distinct().as("member_count"),
        sumOf(eb.ref("points")).as("points"),
      ]),
});
