import { text, textOrNull } from "../fields.ts";
import { stage } from "../stage.ts";

export const stgNocodbAnswers = stage({
  name: "stg_nocodb_answers",
  description: "A member's answer to a task: it holds the attempts. One row an answer.",
  stream: "nocodb_records",
  only: { path: "$.table", is: "Answers" },
  grain: ["answer_id"],
  fields: {
    answer_id: text("$.Id"),
    task_id: text("$.fields.Task"),
    cohort_id: text("$.fields.Stream"),
    user_id: text("$.fields.CreatedBy.id", { orElse: "$.fields.CreatedBy[0].id" }),
    display_name: textOrNull("$.fields.CreatedBy.display_name"),
  },
});
