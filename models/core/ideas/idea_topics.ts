import { place } from "../../expressions.ts";
import { defineModel } from "../../model.ts";
import { stgDiscoursePosts } from "../../staging/discourse/stg_discourse_posts.ts";
import { stgTelegramLinks } from "../../staging/telegram/stg_telegram_links.ts";
import { chatMessages } from "../chat/chat_messages.ts";
import { annotations } from "../guides/annotations.ts";
import { namedElsewhere } from "./elsewhere.ts";

export const ideaTopics = defineModel({
  name: "idea_topics",
  description: "Addresses of topics that may be named in chats or on margins, one row a topic.",
  from: [stgDiscoursePosts, chatMessages, annotations, stgTelegramLinks],
  grain: ["topic_id"],
  columns: { topic_id: "VARCHAR", topic_slug: "VARCHAR?" },
  query: (db) =>
    db
      .with("placed", (qb) =>
        qb
          .selectFrom("stg_discourse_posts")
          .where("topic_id", "in", (sub) =>
            sub.selectFrom(namedElsewhere.as("named")).select("topic_id"),
          )
          .select(["topic_id", "topic_slug"])
          .select((eb) =>
            place(eb, (over) => over.partitionBy("topic_id").orderBy("post_id", "desc")).as(
              "place",
            ),
          ),
      )
      .selectFrom("placed")
      .where("place", "=", 1n)
      .select(["topic_id", "topic_slug"]),
});
