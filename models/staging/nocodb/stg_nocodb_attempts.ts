import { attemptStage } from "./attempt-fields.ts";
import { stage } from "../stage.ts";

export const stgNocodbAttempts = stage({
  name: "stg_nocodb_attempts",
  description: "Attempts at an answer as they stand now, one row an attempt.",
  ...attemptStage,
  dated: ["created_at", "updated_at"],
});
