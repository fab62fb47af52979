import { sql } from "kysely";

import { defineModel, rawCurrent } from "../../model.ts";
import { stgHypothesisAnnotations } from "./stg_hypothesis_annotations.ts";

/** Of several selectors of one kind the first counts. https://www.w3.org/TR/annotation-model/#selectors */
const selector = (type: string) => sql`list_filter(
  cast(json_extract(payload, '$.target[0].selector[*]') as JSON[]),
  s -> (s->>'$.type') = ${sql.lit(type)}
)[1]`;

const QUOTE = selector("TextQuoteSelector");
const RANGE = selector("RangeSelector");

const textIn = (of: typeof QUOTE, path: string) => sql<string | null>`case
  when json_type(${of}, ${sql.lit(path)}) = 'VARCHAR' then ${of}->>${sql.lit(path)} end`;

const placeIn = (path: string) => sql<bigint | null>`try_cast(
  ${selector("TextPositionSelector")}->>${sql.lit(path)} as BIGINT)`;

export const stgHypothesisAnchors = defineModel({
  name: "stg_hypothesis_anchors",
  description: "What of its page an annotation is about, by its selectors; one row an annotation.",
  from: [stgHypothesisAnnotations, rawCurrent("hypothesis_annotations")],
  grain: ["annotation_id"],
  columns: {
    annotation_id: "VARCHAR",
    /** The words themselves; null for a note on the whole page and for most replies. */
    quote: "VARCHAR?",
    /** What stands before and behind it, some 32 letters each. */
    prefix: "VARCHAR?",
    suffix: "VARCHAR?",
    /** In letters of the page as the browser had it, with menus and all. */
    start_position: "BIGINT?",
    end_position: "BIGINT?",
    /** True where the place is said, even if only by a path through the page's elements. */
    is_placed: "BOOLEAN",
  },

  query: (db) =>
    db
      .selectFrom("stg_hypothesis_annotations as a")
      .innerJoin(
        sql<{
          annotation_id: string;
          quote: string | null;
          prefix: string | null;
          suffix: string | null;
          start_position: bigint | null;
          end_position: bigint | null;
          is_placed: boolean;
        }>`(
          select (payload->>'$.id') as annotation_id,
            nullif(${textIn(QUOTE, "$.exact")}, '') as quote,
            ${textIn(QUOTE, "$.prefix")} as prefix,
            ${textIn(QUOTE, "$.suffix")} as suffix,
            ${placeIn("$.start")} as start_position,
            ${placeIn("$.end")} as end_position,
            nullif(${textIn(QUOTE, "$.exact")}, '') is not null
              or ${placeIn("$.start")} is not null or ${RANGE} is not null as is_placed
          from raw_hypothesis_annotations_current
          where not is_deleted and payload is not null
        )`.as("s"),
        "s.annotation_id",
        "a.annotation_id",
      )
      .select(["a.annotation_id", "quote", "prefix", "suffix"])
      .select(["start_position", "end_position", "is_placed"]),
});
