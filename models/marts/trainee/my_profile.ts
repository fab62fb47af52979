import { enrolments } from "../../core/workbook/enrolments.ts";
import { memberWallets } from "../../core/distributions/member_wallets.ts";
import { people } from "../../core/identity/people.ts";
import { memberTotals } from "../../scores/member_totals.ts";
import { defineModel } from "../../model.ts";

export const myProfile = defineModel({
  name: "my_profile",
  description: "A person as the own page shows it, one row a person.",
  from: [people, memberTotals, enrolments, memberWallets],
  grain: ["member_id"],
  columns: {
    member_id: "VARCHAR",
    name: "VARCHAR",
    cohort_title: "VARCHAR?",
    points: "BIGINT",
    contribution_count: "BIGINT",
    sections_accepted: "BIGINT",
    sections_total: "BIGINT",
    wallet: "VARCHAR?",
  },
  query: (db) =>
    db
      .selectFrom("people as p")
      .innerJoin("member_totals as t", "t.member_id", "p.member_id")
      .leftJoin("enrolments as e", (join) =>
        join.onRef("e.member_id", "=", "p.member_id").on("recency", "=", 1n),
      )
      .leftJoin("member_wallets as w", "w.member_id", "p.member_id")
      .select(["p.member_id", "name", "cohort_title", "points", "contribution_count"])
      .select(["sections_accepted", "sections_total", "wallet"]),
});
