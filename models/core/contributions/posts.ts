import { sql } from "kysely";

import { code, derivedId, orElse } from "../../expressions.ts";
import { defineModel, own } from "../../model.ts";
import { stgDiscourseCategories } from "../../staging/discourse/stg_discourse_categories.ts";
import { stgDiscoursePosts } from "../../staging/discourse/stg_discourse_posts.ts";
import { stgDiscourseTopics } from "../../staging/discourse/stg_discourse_topics.ts";
import { discourseMembers } from "../identity/discourse_members.ts";
import { postMeaning } from "./post-meaning.ts";

/** Of `post_type`; the others are moderators' and the system's notes. */
const REGULAR_POST = 1;

export const posts = defineModel({
  name: "posts",
  description: "Posts that people wrote and that still stand, one row a post.",
  from: [stgDiscoursePosts, stgDiscourseTopics, stgDiscourseCategories, discourseMembers],
  grain: ["post_id"],
  parts: {
    by: ["post_id"],
    touched: {
      stg_discourse_posts: own("stg_discourse_posts", "post_id"),
      stg_discourse_topics: (db) =>
        db
          .selectFrom("stg_discourse_posts")
          .where("topic_id", "in", (sub) =>
            sub.selectFrom("changes_of_stg_discourse_topics").select("topic_id"),
          )
          .select("post_id"),
      // A category speaks for each of its posts, and seldom changes.
      stg_discourse_categories: "all",
      discourse_members: (db) =>
        db
          .selectFrom("stg_discourse_posts")
          .where("user_id", "in", (sub) =>
            sub.selectFrom("changes_of_discourse_members").select("user_id"),
          )
          .select("post_id"),
    },
    read: { stg_discourse_posts: ["post_id"] },
  },
  noted: ["contribution_id"],
  columns: {
    post_id: "VARCHAR",
    contribution_id: "VARCHAR",
    member_id: "VARCHAR",
    account_key: "VARCHAR",
    topic_id: "VARCHAR",
    /** Null: the topic is not for everyone, or the forum did not tell. */
    title: "VARCHAR?",
    /** Null: the forum did not tell. */
    category_id: "VARCHAR?",
    class: "VARCHAR",
    domain: "VARCHAR",
    is_restricted: "BOOLEAN",
    post_number: "INTEGER",
    reply_to_post_number: "INTEGER?",
    text: "VARCHAR",
    created_at: "TIMESTAMPTZ",
  },

  query: (db) =>
    db
      // A post may come before its topic; it does not wait for it.
      .with("placed", (qb) =>
        qb
          .selectFrom("stg_discourse_posts as p")
          .leftJoin("stg_discourse_topics as t", "t.topic_id", "p.topic_id")
          .select(["p.post_id", "p.user_id", "p.topic_id", "post_number", "reply_to_post_number"])
          .select(["text", "p.created_at", "deleted_at"])
          .select((eb) => [
            eb.fn.coalesce("t.category_id", "p.category_id").as("category_id"),
            eb.fn.coalesce("t.title", "topic_title").as("title"),
            orElse(eb.ref("post_type"), 1).as("post_type"),
            orElse(eb.ref("archetype"), "regular").as("archetype"),
            orElse(eb.ref("is_hidden"), false).as("is_hidden"),
            orElse(eb.ref("is_user_deleted"), false).as("is_user_deleted"),
            orElse(eb.ref("t.is_visible"), true).as("is_visible"),
          ]),
      )
      .with("standing", (qb) =>
        qb
          .selectFrom("placed")
          .where("post_type", "=", REGULAR_POST)
          .where("archetype", "<>", "private_message")
          .where("deleted_at", "is", null)
          .where("is_hidden", "=", false)
          .where("is_user_deleted", "=", false)
          .where("is_visible", "=", true)
          .selectAll(),
      )
      .selectFrom("standing as p")
      .innerJoin("discourse_members as m", "m.user_id", "p.user_id")
      .leftJoin("stg_discourse_categories as c", "c.category_id", "p.category_id")
      .select(["post_id", "m.member_id", "m.account_key", "topic_id", "p.category_id"])
      .select([postMeaning("class").as("class"), postMeaning("domain").as("domain")])
      .select(["post_number", "reply_to_post_number", "text", "created_at"])
      .select((eb) => {
        const isRestricted = orElse(eb.ref("c.is_restricted"), false);
        return [
          derivedId("c_", code("post"), eb.ref("post_id")).as("contribution_id"),
          isRestricted.as("is_restricted"),
          sql<string | null>`case when not ${isRestricted} then ${eb.ref("title")} end`.as("title"),
        ];
      }),
});
