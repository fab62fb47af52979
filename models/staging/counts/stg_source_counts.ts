import { bigint, instant, instantOrNull, text } from "../fields.ts";
import { stage } from "../stage.ts";

export const stgSourceCounts = stage({
  name: "stg_source_counts",
  description:
    "How many records a system said that it has, counted last; one row a part of a stream.",
  stream: "source_counts",
  grain: ["counted_stream", "part"],
  fields: {
    counted_stream: text("$.stream"),
    /** A table, a group, a month. */
    part: text("$.part"),
    theirs_count: bigint("$.record_count"),
    /** Records made before it were not counted; null: all were. */
    made_from: instantOrNull("$.made_from"),
    /** Nothing that was made after it was counted. */
    seen_until: instant("$.seen_until"),
  },
});
