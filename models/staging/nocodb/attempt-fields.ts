import {
  instant,
  instantOrNull,
  integer,
  integerOrNull,
  loose,
  text,
  textOrNull,
} from "../fields.ts";
import { CREATOR, nativeId, rowId, rowIdentity, rowReference } from "./row-fields.ts";

/** What no edit of a row moves. */
const LASTING = {
  attempt_id: rowIdentity,
  row: rowReference,
  row_id: rowId,
  native_id: nativeId,
  created_at: instant("$.as.created_at"),
  author_user_id: text(CREATOR),
};

/** What nobody mapped is no verdict to a model: see `unclear` in the connector's mapping. */
const verdict = textOrNull("$.as.verdict", { oneOf: ["accepted", "returned"] });
const grade = integerOrNull("$.as.grade", { oneOf: [1, 2, 3, 4, 5] });
const comment = textOrNull("$.as.comment");
/** Null until the first change. */
const updatedAt = instantOrNull("$.as.updated_at");
const modifier = textOrNull("$.as.modified_by");
const authorName = textOrNull("$.as.created_by_name");
const modifierName = textOrNull("$.as.modified_by_name");

const ATTEMPTS = {
  stream: "nocodb_records",
  only: { path: "$.role", is: "attempts" },
  grain: ["attempt_id"],
} as const;

/** A record of a table of attempts as it stands now: one that cannot be read is kept out, whole. */
export const attemptStage = {
  ...ATTEMPTS,
  fields: {
    ...LASTING,
    /** The row of the answer it stands in. */
    answer: text("$.as.answer"),
    attempt: integer("$.as.number"),
    text: text("$.as.text"),
    verdict: loose(verdict),
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
    answer: loose(textOrNull("$.as.answer")),
    attempt: loose(integerOrNull("$.as.number")),
    text: loose(textOrNull("$.as.text")),
    verdict: loose(verdict),
    grade: loose(grade),
    comment: loose(comment),
    updated_at: loose(updatedAt),
    author_display_name: loose(authorName),
    modifier_user_id: loose(modifier),
    modifier_display_name: loose(modifierName),
  },
} as const;
