import { stgHypothesisAccounts } from "./stg_hypothesis_accounts.ts";
import { stgHypothesisAnchors } from "./stg_hypothesis_anchors.ts";
import { stgHypothesisAnnotationVersions } from "./stg_hypothesis_annotation_versions.ts";
import { stgHypothesisAnnotations } from "./stg_hypothesis_annotations.ts";

export const hypothesis = {
  read: [stgHypothesisAnnotations],
  derived: [stgHypothesisAnnotationVersions, stgHypothesisAnchors],
  accounts: [stgHypothesisAccounts],
};
