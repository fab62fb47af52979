import { answerVersionStage } from "./answer-fields.ts";
import { stageVersions } from "../stage.ts";

export const stgNocodbAnswerVersions = stageVersions({
  name: "stg_nocodb_answer_versions",
  description: "Every version of an answer that was seen, one row an answer and version.",
  ...answerVersionStage,
});
