import { day, text, textOrNull } from "../fields.ts";
import { stage } from "../stage.ts";
import { rowIdentity, rowReference } from "./row-fields.ts";

export const stgNocodbEnrolments = stage({
  name: "stg_nocodb_enrolments",
  description: "Who studies in which cohort, one row an enrolment.",
  stream: "nocodb_records",
  only: { path: "$.table", is: "Enrolments" },
  grain: ["enrolment_id"],
  fields: {
    enrolment_id: rowIdentity,
    row: rowReference,
    cohort_id: text("$.fields.Stream"),
    user_id: text("$.fields.Member.id", { orElse: "$.fields.Member[0].id" }),
    display_name: textOrNull("$.fields.Member.display_name", {
      orElse: "$.fields.Member[0].display_name",
    }),
    joined: day("$.fields.Joined"),
  },
});
