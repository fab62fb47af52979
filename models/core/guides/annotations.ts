import { code, derivedId, orElse } from "../../expressions.ts";
import { defineModel } from "../../model.ts";
import { stgHypothesisAnnotations } from "../../staging/hypothesis/stg_hypothesis_annotations.ts";
import { hypothesisMembers } from "../identity/hypothesis_members.ts";
import { annotationPlaces } from "./annotation_places.ts";

/** Of a server that has such a thing; others show what they have. */
const APPROVED = "APPROVED";

export const annotations = defineModel({
  name: "annotations",
  description: "Annotations that people wrote and that still stand, one row an annotation.",
  from: [stgHypothesisAnnotations, annotationPlaces, hypothesisMembers],
  grain: ["annotation_id"],
  columns: {
    annotation_id: "VARCHAR",
    contribution_id: "VARCHAR",
    member_id: "VARCHAR",
    account_key: "VARCHAR",
    /** The first annotation of its thread, and the one it answers; null where it is no reply. */
    root_id: "VARCHAR?",
    parent_id: "VARCHAR?",
    /** Who is answered; null where that annotation is gone, or this is no reply. */
    parent_member_id: "VARCHAR?",
    /** `kept`, `moved`, `orphaned` or `outside`. */
    state: "VARCHAR",
    section_id: "VARCHAR?",
    page_section_id: "VARCHAR?",
    /** Its author's own words, without those it is about. */
    text: "VARCHAR",
    created_at: "TIMESTAMPTZ",
  },

  query: (db) =>
    db
      .selectFrom("stg_hypothesis_annotations as a")
      .innerJoin("annotation_places as p", "p.annotation_id", "a.annotation_id")
      .innerJoin("hypothesis_members as m", "m.user_id", "a.user_id")
      // What is answered may be gone, or hidden: the reply stands all the same.
      .leftJoin("stg_hypothesis_annotations as parent", "parent.annotation_id", "a.parent_id")
      .leftJoin("hypothesis_members as answered", "answered.user_id", "parent.user_id")
      .where((eb) => orElse(eb.ref("a.is_hidden"), false), "=", false)
      .where((eb) => orElse(eb.ref("a.moderation_status"), APPROVED), "=", APPROVED)
      .select(["a.annotation_id", "m.member_id", "m.account_key", "a.root_id", "a.parent_id"])
      .select(["answered.member_id as parent_member_id", "state", "section_id", "page_section_id"])
      .select(["a.text", "a.created_at"])
      .select((eb) =>
        derivedId("c_", code("annotation"), eb.ref("a.annotation_id")).as("contribution_id"),
      ),
});
