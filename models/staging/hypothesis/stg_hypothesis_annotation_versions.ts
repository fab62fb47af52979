import { stageVersions } from "../stage.ts";
import { ANNOTATION_TEXT } from "./annotation-fields.ts";

export const stgHypothesisAnnotationVersions = stageVersions({
  name: "stg_hypothesis_annotation_versions",
  description: "Every version of an annotation that was seen, one row an annotation and version.",
  stream: "hypothesis_annotations",
  grain: ["annotation_id"],
  fields: ANNOTATION_TEXT,
});
