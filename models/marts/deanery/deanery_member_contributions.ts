import { contributions } from "../../core/contributions/contributions.ts";
import { people } from "../../core/identity/people.ts";
import { contributionScores } from "../../scores/contribution_scores.ts";
import { defineModel, own } from "../../model.ts";

export const deaneryMemberContributions = defineModel({
  name: "deanery_member_contributions",
  description: "Titles and statuses of what each person did, never texts; one row a contribution.",
  from: [contributions, contributionScores, people],
  grain: ["contribution_id"],
  parts: {
    by: ["contribution_id"],
    touched: {
      contributions: own("contributions", "contribution_id"),
      contribution_scores: own("contribution_scores", "contribution_id"),
      people: "all",
    },
    read: { contributions: ["contribution_id"], contribution_scores: ["contribution_id"] },
  },
  columns: {
    member_id: "VARCHAR",
    contribution_id: "VARCHAR",
    period: "VARCHAR",
    /** `post`, `attempt`, `annotation` or `chat_answer`. */
    kind: "VARCHAR",
    class: "VARCHAR",
    domain: "VARCHAR",
    /** Null: it stands where not everyone may read. */
    title: "VARCHAR?",
    occurred_at: "TIMESTAMPTZ",
    points: "BIGINT",
    /** `published`, `waiting`, `returned` or `accepted`. */
    status: "VARCHAR",
  },
  query: (db) =>
    db
      .selectFrom("contributions as c")
      .innerJoin("contribution_scores as s", "s.contribution_id", "c.contribution_id")
      .innerJoin("people", "people.member_id", "c.member_id")
      .select([
        "c.member_id",
        "c.contribution_id",
        "c.period",
        "kind",
        "c.class",
        "c.domain",
        "title",
      ])
      .select(["occurred_at", "points", "status"]),
});
