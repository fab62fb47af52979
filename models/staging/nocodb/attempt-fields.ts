import {
  instant,
  instantOrNull,
  integer,
  integerOrNull,
  loose,
  text,
  textOrNull,
} from "../fields.ts";
import { CREATOR, rowId, rowIdentity, rowReference } from "./row-fields.ts";

const [author, orAuthor] = CREATOR;

/** What no edit of a row moves. */
const LASTING = {
  attempt_id: rowIdentity,
  row: rowReference,
  row_id: rowId,
  created_at: instant("$.fields.CreatedAt"),
  author_user_id: text(author, { orElse: orAuthor }),
};

const verdict = textOrNull("$.fields.Verdict", { oneOf: ["accepted", "returned"] });
const grade = integerOrNull("$.fields.Grade", { oneOf: [1, 2, 3, 4, 5] });
const comment = textOrNull("$.fields.Comment");
/** Null until the first change. */
const updatedAt = instantOrNull("$.fields.UpdatedAt");
const modifier = textOrNull("$.fields.LastModifiedBy.id", {
  orElse: "$.fields.LastModifiedBy[0].id",
});
const authorName = textOrNull("$.fields.CreatedBy.display_name");
const modifierName = textOrNull("$.fields.LastModifiedBy.display_name");

const ATTEMPTS = {
  stream: "nocodb_records",
  only: { path: "$.table", is: "Attempts" },
  grain: ["attempt_id"],
} as const;

/** A record of the table Attempts as it stands now: one that cannot be read is kept out, whole. */
export const attemptStage = {
  ...ATTEMPTS,
  fields: {
    ...LASTING,
    /** The row of the answer it stands in. */
    answer: text("$.fields.Answer"),
    attempt: integer("$.fields.Attempt"),
    text: text("$.fields.Text"),
    verdict,
    grade,
    comment,
    updated_at: updatedAt,
    author_display_name: authorName,
    modifier_user_id: modifier,
    modifier_display_name: modifierName,
  },
} as const;

/** Any version of such a record: a cell that cannot be read is NULL, and its change is seen. */
export const attemptVersionStage = {
  ...ATTEMPTS,
  fields: {
    ...LASTING,
    answer: loose(textOrNull("$.fields.Answer")),
    attempt: loose(integerOrNull("$.fields.Attempt")),
    text: loose(textOrNull("$.fields.Text")),
    verdict: loose(verdict),
    grade: loose(grade),
    comment: loose(comment),
    updated_at: loose(updatedAt),
    author_display_name: loose(authorName),
    modifier_user_id: loose(modifier),
    modifier_display_name: loose(modifierName),
  },
} as const;
