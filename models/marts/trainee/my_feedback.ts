import { sql } from "kysely";

import { attempts } from "../../core/workbook/attempts.ts";
import { members } from "../../core/identity/members.ts";
import { ownWords } from "../../core/contributions/own_words.ts";
import { people } from "../../core/identity/people.ts";
import { posts } from "../../core/contributions/posts.ts";
import { verdicts } from "../../core/workbook/verdicts.ts";
import { code, derivedId, none, nullable, orElse, place } from "../../expressions.ts";
import { defineModel } from "../../model.ts";

export const myFeedback = defineModel({
  name: "my_feedback",
  description: "What was said about a member's work by others, one row a piece of feedback.",
  from: [attempts, verdicts, members, people, posts, ownWords],
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
          .select((eb) =>
            place(eb, (over) =>
              over
                .partitionBy(["topic_id", "post_number"])
                .orderBy(sql`length(post_id)`)
                .orderBy("post_id"),
            ).as("place"),
          ),
      )
      .with("answering", (qb) =>
        qb
          .selectFrom("posts")
          .where("post_number", ">", 1)
          .where("title", "is not", null)
          .select(["post_id", "contribution_id", "member_id", "topic_id", "created_at"])
          // Discourse names no target for an answer to the topic itself.
          .select((eb) => [
            eb.ref("title").$notNull().as("title"),
            orElse(eb.ref("reply_to_post_number"), 1).as("to_post_number"),
          ]),
      )
      .with("replies", (qb) =>
        qb
          .selectFrom("answering as r")
          .innerJoin("numbered as mine", (join) =>
            join
              .onRef("mine.topic_id", "=", "r.topic_id")
              .onRef("mine.post_number", "=", "r.to_post_number")
              .on("mine.place", "=", 1n),
          )
          .innerJoin("people", "people.member_id", "r.member_id")
          // What a reply quotes is a third person's, with that person's handle.
          .innerJoin("own_words as own", "own.contribution_id", "r.contribution_id")
          .whereRef("mine.member_id", "<>", "r.member_id")
          .select(["mine.member_id", "people.name as author_name", "r.title"])
          .select(["own.own_text as text", "r.created_at as at"])
          .select((eb) => derivedId("f_", code("reply"), eb.ref("r.post_id")).as("feedback_id")),
      )
      .with("judged", (qb) =>
        qb
          .selectFrom("attempts as a")
          .innerJoin("verdicts as v", "v.attempt_id", "a.attempt_id")
          .innerJoin("members as m", "m.member_id", "v.by_member_id")
          .select(["a.member_id", "m.name as author_name", "a.task_title as title"])
          .select(["verdict", "stated_at as at"])
          .select((eb) => [
            orElse(eb.ref("remark"), "").as("text"),
            derivedId("f_", code("verdict"), eb.ref("v.attempt_id"), eb.ref("v.text_digest")).as(
              "feedback_id",
            ),
          ]),
      )
      .selectFrom("judged")
      .select(["feedback_id", "member_id", code("verdict").as("kind"), "author_name", "title"])
      .select((eb) => ["text", nullable(eb.ref("verdict")).as("verdict"), "at"])
      .unionAll((eb) =>
        eb
          .selectFrom("replies")
          .select(["feedback_id", "member_id", code("reply").as("kind"), "author_name", "title"])
          .select(["text", none.text.as("verdict"), "at"]),
      ),
});
