import { instant, instantOrNull, integer, integerOrNull, text, textOrNull } from "../fields.ts";

/** One record of the table Attempts, in its newest or in any version. */
export const attemptStage = {
  stream: "nocodb_records",
  only: { path: "$.table", is: "Attempts" },
  grain: ["attempt_id"],
  fields: {
    attempt_id: text("$.Id"),
    answer_id: text("$.fields.Answer"),
    attempt: integer("$.fields.Attempt"),
    text: text("$.fields.Text"),
    verdict: textOrNull("$.fields.Verdict", { oneOf: ["accepted", "returned"] }),
    grade: integerOrNull("$.fields.Grade", { oneOf: [1, 2, 3, 4, 5] }),
    comment: textOrNull("$.fields.Comment"),
    created_at: instant("$.fields.CreatedAt"),
    /** Null until the first change. */
    updated_at: instantOrNull("$.fields.UpdatedAt"),
    author_user_id: text("$.fields.CreatedBy.id", { orElse: "$.fields.CreatedBy[0].id" }),
    author_display_name: textOrNull("$.fields.CreatedBy.display_name"),
    modifier_user_id: textOrNull("$.fields.LastModifiedBy.id"),
    modifier_display_name: textOrNull("$.fields.LastModifiedBy.display_name"),
  },
} as const;
