import { sql } from "kysely";

import { defineModel, own } from "../../model.ts";
import { stgTelegramLinks } from "../../staging/telegram/stg_telegram_links.ts";
import { chatMessages } from "../chat/chat_messages.ts";
import { posts } from "../contributions/posts.ts";
import { annotations } from "../guides/annotations.ts";
import { HAS_QUOTATION, namedElsewhere, saidElsewhere } from "./elsewhere.ts";

/**
 * An idea goes from one place to another. So of posts those matter that name something by an address
 * or quote, those in topics that are named elsewhere, and all where anything is quoted elsewhere.
 */
export const ideaPosts = defineModel({
  name: "idea_posts",
  description: "Posts that may be a step of an idea, one row a post.",
  from: [posts, chatMessages, annotations, stgTelegramLinks],
  grain: ["post_id"],
  columns: {
    post_id: "VARCHAR",
    contribution_id: "VARCHAR",
    member_id: "VARCHAR",
    topic_id: "VARCHAR",
    post_number: "INTEGER",
    title: "VARCHAR?",
    text: "VARCHAR",
    created_at: "TIMESTAMPTZ",
  },
  parts: {
    by: ["post_id"],
    touched: {
      posts: own("posts", "post_id"),
      chat_messages: "all",
      annotations: "all",
      stg_telegram_links: "all",
    },
    read: { posts: ["post_id"] },
  },
  query: (db) =>
    db
      .selectFrom("posts")
      .where((eb) =>
        eb.or([
          sql<boolean>`contains(text, '://')`,
          sql<boolean>`regexp_matches(text, ${sql.lit(HAS_QUOTATION)})`,
          eb("topic_id", "in", (sub) =>
            sub.selectFrom(namedElsewhere.as("named")).select("topic_id"),
          ),
          sql<boolean>`(
            select count(*) > 0 from ${saidElsewhere} as said
            where regexp_matches(said.text, ${sql.lit(HAS_QUOTATION)})
          )`,
        ]),
      )
      .select(["post_id", "contribution_id", "member_id", "topic_id", "post_number"])
      .select(["title", "text", "created_at"]),
});
