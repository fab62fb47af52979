import { sql } from "kysely";

import { derivedId } from "../../expressions.ts";
import { defineModel } from "../../model.ts";
import { stgDiscourseCategories } from "../../staging/discourse/stg_discourse_categories.ts";
import { stgDiscoursePosts } from "../../staging/discourse/stg_discourse_posts.ts";
import { stgDiscourseTopics } from "../../staging/discourse/stg_discourse_topics.ts";
import { discourseMembers } from "../identity/discourse_members.ts";

export const posts = defineModel({
  name: "posts",
  description: "Posts that people wrote and that still stand, one row a post.",
  from: [stgDiscoursePosts, stgDiscourseTopics, stgDiscourseCategories, discourseMembers],
  grain: ["post_id"],
  columns: {
    post_id: "VARCHAR",
    contribution_id: "VARCHAR",
    member_id: "VARCHAR",
    account_key: "VARCHAR",
    topic_id: "VARCHAR",
    /** Null: the topic is not for everyone, or the forum did not tell. */
    title: "VARCHAR?",
    category_slug: "VARCHAR?",
    is_restricted: "BOOLEAN",
    post_number: "INTEGER",
    reply_to_post_number: "INTEGER?",
    text: "VARCHAR",
    created_at: "TIMESTAMPTZ",
  },

  query: (db) =>
    db
      .selectFrom("stg_discourse_posts as p")
      .innerJoin("discourse_members", "discourse_members.user_id", "p.user_id")
      // A post may come before its topic; it does not wait for it.
      .leftJoin("stg_discourse_topics as t", "t.topic_id", "p.topic_id")
      .leftJoin("stg_discourse_categories as c", (join) =>
        join.on("c.category_id", "=", sql<string>`coalesce(t.category_id, p.category_id)`),
      )
      .where(sql<boolean>`coalesce(post_type, 1) = 1`)
      .where("deleted_at", "is", null)
      .where(sql<boolean>`not coalesce(is_hidden, false)`)
      .where(sql<boolean>`not coalesce(is_user_deleted, false)`)
      .where(sql<boolean>`coalesce(archetype, 'regular') <> 'private_message'`)
      .where(sql<boolean>`coalesce(is_visible, true)`)
      .select(["p.post_id", "discourse_members.member_id", "discourse_members.account_key"])
      .select(["p.topic_id", "c.slug as category_slug", "p.post_number", "p.reply_to_post_number"])
      .select(["p.text", "p.created_at"])
      .select([
        derivedId("c_", sql`'post'`, sql.ref("p.post_id")).as("contribution_id"),
        sql<boolean>`coalesce(is_restricted, false)`.as("is_restricted"),
        sql<string | null>`
          case when not coalesce(is_restricted, false) then coalesce(t.title, topic_title) end
        `.as("title"),
      ]),
});
