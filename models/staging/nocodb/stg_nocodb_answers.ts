import { answerStage } from "./answer-fields.ts";
import { stage } from "../stage.ts";

export const stgNocodbAnswers = stage({
  name: "stg_nocodb_answers",
  description: "A member's answer to a task: it holds the attempts. One row an answer.",
  ...answerStage,
});
