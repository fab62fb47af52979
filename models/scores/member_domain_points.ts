import { sumOf } from "../expressions.ts";
import { defineModel } from "../model.ts";
import { contributionScores } from "./contribution_scores.ts";

export const memberDomainPoints = defineModel({
  name: "member_domain_points",
  description: "Points of a member in a domain, one row a period, member and domain.",
  from: [contributionScores],
  grain: ["period", "member_id", "domain"],
  columns: { period: "VARCHAR", member_id: "VARCHAR", domain: "VARCHAR", points: "BIGINT" },
  query: (db) =>
    db
      .selectFrom("contribution_scores")
      .groupBy(["period", "member_id", "domain"])
      .select((eb) => ["period", "member_id", "domain", sumOf(eb.ref("points")).as("points")]),
});
