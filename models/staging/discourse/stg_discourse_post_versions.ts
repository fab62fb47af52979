import { stageVersions } from "../stage.ts";
import { POST_TEXT } from "./post-fields.ts";

export const stgDiscoursePostVersions = stageVersions({
  name: "stg_discourse_post_versions",
  description: "Every version of a post that was seen, one row a post and version.",
  stream: "discourse_posts",
  grain: ["post_id"],
  byRecord: true,
  fields: POST_TEXT,
});
