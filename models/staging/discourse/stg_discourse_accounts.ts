import { sql } from "kysely";

import { none, nullable, place } from "../../expressions.ts";
import { defineModel } from "../../model.ts";
import { stgDiscourseLikes } from "./stg_discourse_likes.ts";
import { stgDiscoursePosts } from "./stg_discourse_posts.ts";
import { stgDiscourseUsers } from "./stg_discourse_users.ts";

/** The list of users is not complete: it lacks whoever was suspended, and pages of it may fail. */
export const stgDiscourseAccounts = defineModel({
  name: "stg_discourse_accounts",
  description: "Everyone who left a trace on the forum, one row an account.",
  from: [stgDiscourseUsers, stgDiscoursePosts, stgDiscourseLikes],
  grain: ["native_id"],
  columns: { native_id: "VARCHAR", name: "VARCHAR?", handle: "VARCHAR?" },

  query: (db) =>
    db
      .with("seen", (qb) =>
        qb
          .selectFrom("stg_discourse_users")
          .select(["user_id as native_id", "display_name as name"])
          .select((eb) => [
            nullable(eb.ref("username")).as("handle"),
            sql<number>`1`.as("preference"),
          ])
          .unionAll(
            qb
              .selectFrom("stg_discourse_posts")
              .select(["user_id as native_id", "display_name as name", "username as handle"])
              .select(sql<number>`2`.as("preference")),
          )
          .unionAll(
            qb
              .selectFrom("stg_discourse_likes")
              .select(["acting_user_id as native_id", none.text.as("name"), none.text.as("handle")])
              .select(sql<number>`3`.as("preference")),
          ),
      )
      .with("ranked", (qb) =>
        qb
          .selectFrom("seen")
          .select(["native_id", "handle", sql<string | null>`nullif(trim(name), '')`.as("name")])
          // Names change, and old posts keep the old one: the list of users is asked first.
          .select((eb) =>
            place(eb, (over) =>
              over
                .partitionBy("native_id")
                .orderBy("preference")
                .orderBy("handle", (handle) => handle.nullsLast())
                .orderBy("name", (name) => name.nullsLast()),
            ).as("place"),
          ),
      )
      .selectFrom("ranked")
      .where("place", "=", 1n)
      .select(["native_id", "name", "handle"]),
});
