/** Of every model of proposals: they are put together row by row, column by column. */
export const PROPOSAL_COLUMNS = {
  attempt_id: "VARCHAR",
  /** Of the text as it is now: what a master who confirms would speak of. */
  text_digest: "VARCHAR",
  verdict: "VARCHAR",
  grade: "INTEGER?",
  comment: "VARCHAR?",
  proposed_by_member_id: "VARCHAR",
  proposed_at: "TIMESTAMPTZ",
  /** `by_author`, `not_a_master`, `text_changed`, `changed_since`, `unclear`; null: clean. */
  doubt: "VARCHAR?",
} as const;
