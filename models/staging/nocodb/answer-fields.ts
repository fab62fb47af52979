import { instantOrNull, loose, text, textOrNull } from "../fields.ts";
import { CREATOR, rowId, rowIdentity, rowReference } from "./row-fields.ts";

const [author, orAuthor] = CREATOR;

const LASTING = {
  answer_id: rowIdentity,
  row: rowReference,
  row_id: rowId,
  user_id: text(author, { orElse: orAuthor }),
};
const displayName = textOrNull("$.fields.CreatedBy.display_name");

const ANSWERS = {
  stream: "nocodb_records",
  only: { path: "$.table", is: "Answers" },
  grain: ["answer_id"],
} as const;

/** A record of the table Answers as it stands now. */
export const answerStage = {
  ...ANSWERS,
  fields: {
    ...LASTING,
    /** The row of the task it answers. */
    task: text("$.fields.Task"),
    cohort_id: text("$.fields.Stream"),
    display_name: displayName,
  },
} as const;

/** Any version of such a record: a cell that cannot be read is NULL, and its change is seen. */
export const answerVersionStage = {
  ...ANSWERS,
  fields: {
    ...LASTING,
    task: loose(textOrNull("$.fields.Task")),
    cohort_id: loose(textOrNull("$.fields.Stream")),
    display_name: loose(displayName),
    changed_at: loose(instantOrNull("$.fields.UpdatedAt", { orElse: "$.fields.CreatedAt" })),
    modifier_user_id: loose(
      textOrNull("$.fields.LastModifiedBy.id", { orElse: "$.fields.LastModifiedBy[0].id" }),
    ),
  },
} as const;
