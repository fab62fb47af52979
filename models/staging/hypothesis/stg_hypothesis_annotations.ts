import { sql } from "kysely";

import { booleanOrNull, made, text, textOrNull } from "../fields.ts";
import { stage } from "../stage.ts";
import { ANNOTATION_TEXT } from "./annotation-fields.ts";

/** https://h.readthedocs.io/en/latest/api-reference/ */
export const stgHypothesisAnnotations = stage({
  name: "stg_hypothesis_annotations",
  description: "Annotations, replies and page notes as they stand now, one row each.",
  stream: "hypothesis_annotations",
  grain: ["annotation_id"],
  dated: ["updated_at"],
  fields: {
    ...ANNOTATION_TEXT,
    display_name: textOrNull("$.user_info.display_name"),
    /** `anna` of `acct:anna@hypothes.is`. */
    username: made(textOrNull("$.user"), {
      from: [["$.user"]],
      by: ([user]) => sql<string | null>`nullif(regexp_extract(${user}, '^acct:([^@]+)@', 1), '')`,
    }),
    group_id: text("$.group"),
    /** The page that it was made on, as the browser named it. */
    uri: text("$.uri"),
    /** The annotation that its thread is about, and the one that it answers; null: no reply. */
    root_id: textOrNull("$.references[0]"),
    parent_id: textOrNull("$.references[#-1]"),
    /** Hidden by a moderator. */
    is_hidden: booleanOrNull("$.hidden"),
    /** `APPROVED`, `PENDING`, `DENIED` or `SPAM`; null: the server has no such thing. */
    moderation_status: textOrNull("$.moderation_status"),
  },
});
