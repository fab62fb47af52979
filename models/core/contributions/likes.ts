import { defineModel } from "../../model.ts";
import { stgDiscourseLikes } from "../../staging/discourse/stg_discourse_likes.ts";
import { discourseMembers } from "../identity/discourse_members.ts";

/** Likes are no contributions: they will feed engagement, and mint nothing by themselves. */
export const likes = defineModel({
  name: "likes",
  description: "Likes given and not withdrawn, one row a post and account.",
  from: [stgDiscourseLikes, discourseMembers],
  grain: ["post_id", "account_key"],
  columns: {
    post_id: "VARCHAR",
    account_key: "VARCHAR",
    member_id: "VARCHAR",
    created_at: "TIMESTAMPTZ",
  },
  query: (db) =>
    db
      .selectFrom("stg_discourse_likes")
      .innerJoin("discourse_members", "user_id", "acting_user_id")
      .select(["post_id", "account_key", "member_id", "created_at"]),
});
