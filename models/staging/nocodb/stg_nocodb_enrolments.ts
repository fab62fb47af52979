import { day, text, textOrNull } from "../fields.ts";
import { stage } from "../stage.ts";
import { rowIdentity, rowReference } from "./row-fields.ts";

export const stgNocodbEnrolments = stage({
  name: "stg_nocodb_enrolments",
  description: "Who studies in which cohort, one row an enrolment.",
  stream: "nocodb_records",
  only: { path: "$.role", is: "enrolments" },
  grain: ["enrolment_id"],
  fields: {
    enrolment_id: rowIdentity,
    row: rowReference,
    cohort_id: text("$.as.cohort_id"),
    user_id: text("$.as.member"),
    display_name: textOrNull("$.as.member_name"),
    joined: day("$.as.joined"),
  },
});
