import { defineModel } from "../../model.ts";
import { members } from "./members.ts";

export const people = defineModel({
  name: "people",
  description: "Members who are neither bot nor agent, one row a member.",
  kind: "view",
  from: [members],
  grain: ["member_id"],
  columns: { member_id: "VARCHAR", name: "VARCHAR", handle: "VARCHAR?" },
  query: (db) =>
    db.selectFrom("members").where("actor", "is", null).select(["member_id", "name", "handle"]),
});
