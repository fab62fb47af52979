import { instantOrNull, loose, text, textOrNull } from "../fields.ts";
import { CREATOR, rowId, rowIdentity, rowReference } from "./row-fields.ts";

const LASTING = {
  answer_id: rowIdentity,
  row: rowReference,
  row_id: rowId,
  user_id: text(CREATOR),
};
const displayName = textOrNull("$.as.created_by_name");

const ANSWERS = {
  stream: "nocodb_records",
  only: { path: "$.role", is: "answers" },
  grain: ["answer_id"],
} as const;

/** A record of a table of answers as it stands now. */
export const answerStage = {
  ...ANSWERS,
  fields: {
    ...LASTING,
    /** The row of the task it answers. */
    task: text("$.as.task"),
    cohort_id: text("$.as.cohort_id"),
    display_name: displayName,
  },
} as const;

/** Any version of such a record: a cell that cannot be read is NULL, and its change is seen. */
export const answerVersionStage = {
  ...ANSWERS,
  fields: {
    ...LASTING,
    task: loose(textOrNull("$.as.task")),
    cohort_id: loose(textOrNull("$.as.cohort_id")),
    display_name: loose(displayName),
    changed_at: loose(instantOrNull("$.as.updated_at", { orElse: "$.as.created_at" })),
    modifier_user_id: loose(textOrNull("$.as.modified_by")),
  },
} as const;
