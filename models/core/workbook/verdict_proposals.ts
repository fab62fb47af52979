import { sql } from "kysely";

import { place } from "../../expressions.ts";
import { defineModel } from "../../model.ts";
import { cellProposals } from "./cell_proposals.ts";
import { PROPOSAL_COLUMNS } from "./proposal-columns.ts";
import { reviewProposals } from "./review_proposals.ts";
import { verdicts } from "./verdicts.ts";

/** Where an attempt's row and a row of reviews both say something, the later one speaks. */
export const verdictProposals = defineModel({
  name: "verdict_proposals",
  description: "Verdicts that stand in the workbook and nobody has stated; one row an attempt.",
  from: [cellProposals, reviewProposals, verdicts],
  grain: ["attempt_id"],
  columns: { ...PROPOSAL_COLUMNS, is_clean: "BOOLEAN" },

  query: (db) =>
    db
      .with("written", (qb) =>
        qb
          .selectFrom("cell_proposals")
          .selectAll()
          .select(sql<number>`1`.as("way"))
          .unionAll((eb) =>
            eb
              .selectFrom("review_proposals")
              .selectAll()
              .select(sql<number>`2`.as("way")),
          ),
      )
      .with("placed", (qb) =>
        qb
          .selectFrom("written")
          .selectAll()
          .select((eb) =>
            place(eb, (over) =>
              over.partitionBy("attempt_id").orderBy("proposed_at", "desc").orderBy("way"),
            ).as("place"),
          ),
      )
      .selectFrom("placed as p")
      .leftJoin("verdicts as v", (join) =>
        join
          .onRef("v.attempt_id", "=", "p.attempt_id")
          .onRef("v.text_digest", "=", "p.text_digest"),
      )
      .where("p.place", "=", 1n)
      // What was stated since is settled, and so is what says the same.
      .where(
        sql<boolean>`(v.stated_at is null or (v.stated_at < p.proposed_at and not (
          v.verdict = p.verdict and v.grade is not distinct from p.grade)))`,
      )
      .select(["p.attempt_id", "p.text_digest", "p.verdict", "p.grade", "p.comment"])
      .select(["p.proposed_by_member_id", "p.proposed_at", "p.doubt"])
      .select(sql<boolean>`p.doubt is null`.as("is_clean")),
});
