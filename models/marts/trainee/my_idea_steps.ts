import { sql } from "kysely";

import { ideaSteps } from "../../core/ideas/idea_steps.ts";
import { people } from "../../core/identity/people.ts";
import { defineModel } from "../../model.ts";

export const myIdeaSteps = defineModel({
  name: "my_idea_steps",
  description:
    "Ideas that a person took part in, whoever took them on; one row a person, idea and step.",
  from: [ideaSteps, people],
  grain: ["member_id", "step_id"],
  columns: {
    member_id: "VARCHAR",
    idea_id: "VARCHAR",
    step_id: "VARCHAR",
    step: "INTEGER",
    /** `forum`, `telegram`, `discord` or `margin`. */
    place: "VARCHAR",
    /** Whose else it is, is not told. */
    is_own: "BOOLEAN",
    title: "VARCHAR?",
    told_at: "TIMESTAMPTZ",
    /** `link` or `quote`; null of the first. */
    known_by: "VARCHAR?",
  },
  query: (db) =>
    db
      .with("own", (qb) => qb.selectFrom("idea_steps").select(["idea_id", "member_id"]).distinct())
      .selectFrom("own")
      .innerJoin("people", "people.member_id", "own.member_id")
      .innerJoin("idea_steps as s", "s.idea_id", "own.idea_id")
      .select(["own.member_id", "s.idea_id", "step_id", "step", "place", "title", "told_at"])
      .select("known_by")
      .select(sql<boolean>`s.member_id = own.member_id`.as("is_own")),
});
