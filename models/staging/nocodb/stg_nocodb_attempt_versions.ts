import { attemptVersionStage } from "./attempt-fields.ts";
import { stageVersions } from "../stage.ts";

/** Versions are ours, not NocoDB's: it keeps none, so what was never fetched was never seen. */
export const stgNocodbAttemptVersions = stageVersions({
  name: "stg_nocodb_attempt_versions",
  description: "Every version of an attempt that was seen, one row an attempt and version.",
  ...attemptVersionStage,
  noted: ["attempt_id"],
});
