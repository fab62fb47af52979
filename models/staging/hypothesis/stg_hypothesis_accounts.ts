import { stageAccounts, trace } from "../accounts.ts";
import { stgHypothesisAnnotationVersions } from "./stg_hypothesis_annotation_versions.ts";
import { stgHypothesisAnnotations } from "./stg_hypothesis_annotations.ts";

/** Nobody lists the users of Hypothes.is: they are found by what they wrote, deleted or not. */
export const stgHypothesisAccounts = stageAccounts({
  name: "stg_hypothesis_accounts",
  description: "Everyone who annotated in the community's groups, one row an account.",
  source: "hypothesis",
  // Few write a name there.
  isNameOwn: false,
  isOneEach: false,
  traces: [
    [
      trace({
        in: stgHypothesisAnnotations,
        id: "user_id",
        name: "display_name",
        handle: "username",
      }),
    ],
    [trace({ in: stgHypothesisAnnotationVersions, id: "user_id" })],
  ],
});
