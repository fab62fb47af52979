import { instant, instantOrNull, integerOrNull, text, textOrNull } from "../fields.ts";
import { stage } from "../stage.ts";
import { CREATOR, rowIdentity, rowReference } from "./row-fields.ts";

export const stgNocodbReviews = stage({
  name: "stg_nocodb_reviews",
  description: "Verdicts that have rows of their own, one row a review.",
  stream: "nocodb_records",
  only: { path: "$.role", is: "reviews" },
  grain: ["review_id"],
  fields: {
    review_id: rowIdentity,
    row: rowReference,
    /** The row of the attempt that it speaks of. */
    attempt: text("$.as.attempt"),
    verdict: textOrNull("$.as.verdict", { oneOf: ["accepted", "returned"] }),
    grade: integerOrNull("$.as.grade", { oneOf: [1, 2, 3, 4, 5] }),
    comment: textOrNull("$.as.comment"),
    author_user_id: text(CREATOR),
    author_display_name: textOrNull("$.as.created_by_name"),
    created_at: instant("$.as.created_at"),
    /** Null until the first change. */
    updated_at: instantOrNull("$.as.updated_at"),
    modifier_user_id: textOrNull("$.as.modified_by"),
    modifier_display_name: textOrNull("$.as.modified_by_name"),
  },
});
