import { sql } from "kysely";

import { attempts } from "../../core/workbook/attempts.ts";
import { members } from "../../core/identity/members.ts";
import { ownWordsOfTexts } from "../../core/contributions/own_words.ts";
import { people } from "../../core/identity/people.ts";
import { posts } from "../../core/contributions/posts.ts";
import { verdicts } from "../../core/workbook/verdicts.ts";
import { code, derivedId, none } from "../../expressions.ts";
import { defineModel } from "../../model.ts";

export const myFeedback = defineModel({
  name: "my_feedback",
  description: "What was said about a member's work by others, one row a piece of feedback.",
  from: [attempts, verdicts, members, people, posts, ownWordsOfTexts],
  grain: ["feedback_id"],
  columns: {
    feedback_id: "VARCHAR",
    member_id: "VARCHAR",
    /** `verdict` or `reply`. */
    kind: "VARCHAR",
    author_name: "VARCHAR",
    title: "VARCHAR",
    text: "VARCHAR",
    verdict: "VARCHAR?",
    at: "TIMESTAMPTZ",
  },

  query: (db) =>
    db
      .with("numbered", (qb) =>
        qb
          .selectFrom("posts")
          .select(["topic_id", "post_number", "member_id"])
          // A number that a damaged record repeats means the post that had it first.
          .select(
            sql<bigint>`row_number() over (
              partition by topic_id, post_number order by length(post_id), post_id
            )`.as("place"),
          ),
      )
      .with("replies", (qb) =>
        qb
          .selectFrom("posts as r")
          .innerJoin("numbered as mine", (join) =>
            join
              .onRef("mine.topic_id", "=", "r.topic_id")
              // Discourse names no target for an answer to the topic itself.
              .on("mine.post_number", "=", sql<number>`coalesce(r.reply_to_post_number, 1)`)
              .on("mine.place", "=", sql<bigint>`1`),
          )
          .innerJoin("people", "people.member_id", "r.member_id")
          // What a reply quotes is a third person's, with that person's handle.
          .innerJoin("own_words as own", "own.contribution_id", "r.contribution_id")
          .whereRef("mine.member_id", "<>", "r.member_id")
          .where("r.post_number", ">", sql<number>`1`)
          .where("r.title", "is not", null)
          .select([
            "mine.member_id",
            "people.name as author_name",
            sql<string>`r.title`.as("title"),
            "own.own_text as text",
            "r.created_at as at",
            derivedId("f_", sql`'reply'`, sql.ref("r.post_id")).as("feedback_id"),
          ]),
      )
      .selectFrom("attempts as a")
      .innerJoin("verdicts as v", "v.attempt_id", "a.attempt_id")
      .innerJoin("members as m", "m.member_id", "v.by_member_id")
      .select([
        derivedId("f_", sql`'verdict'`, sql.ref("a.attempt_id")).as("feedback_id"),
        "a.member_id",
        code("verdict" as string).as("kind"),
        "m.name as author_name",
        "a.task_title as title",
        sql<string>`coalesce(comment, '')`.as("text"),
        sql<string | null>`verdict`.as("verdict"),
        "given_at as at",
      ])
      .unionAll((eb) =>
        eb
          .selectFrom("replies")
          .select(["feedback_id", "member_id", code("reply" as string).as("kind")])
          .select(["author_name", "title", "text", none.text.as("verdict"), "at"]),
      ),
});
