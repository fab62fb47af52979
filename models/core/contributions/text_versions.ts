import { sql, type Expression } from "kysely";

import { code, derivedId, none } from "../../expressions.ts";
import { defineModel } from "../../model.ts";
import { stgDiscoursePostVersions } from "../../staging/discourse/stg_discourse_post_versions.ts";
import { stgNocodbAttemptVersions } from "../../staging/nocodb/stg_nocodb_attempt_versions.ts";
import { talkVersions } from "./talk/talk_versions.ts";
import { discourseMembers } from "../identity/discourse_members.ts";
import { nocodbMembers } from "../identity/nocodb_members.ts";

export const textVersions = defineModel({
  name: "text_versions",
  description:
    "Every text that a contribution showed, deleted ones too, one row a text and version.",
  from: [
    stgDiscoursePostVersions,
    stgNocodbAttemptVersions,
    talkVersions,
    discourseMembers,
    nocodbMembers,
  ],
  grain: ["contribution_id", "version"],
  parts: {
    by: ["contribution_id"],
    touched: {
      stg_discourse_post_versions: (db) =>
        db
          .selectFrom("changes_of_stg_discourse_post_versions")
          .select(({ ref }) => ofPost(ref("post_id"))),
      stg_nocodb_attempt_versions: (db) =>
        db
          .selectFrom("changes_of_stg_nocodb_attempt_versions")
          .select(({ ref }) => ofAttempt(ref("attempt_id"))),
      talk_versions: (db) =>
        db
          .selectFrom("changes_of_talk_versions")
          .select(["contribution_id", none.text.as("post_id"), none.text.as("attempt_id")]),
      discourse_members: (db) =>
        db
          .selectFrom("stg_discourse_post_versions")
          .where("user_id", "in", (sub) =>
            sub.selectFrom("changes_of_discourse_members").select("user_id"),
          )
          .select(({ ref }) => ofPost(ref("post_id"))),
      nocodb_members: (db) =>
        db
          .selectFrom("stg_nocodb_attempt_versions")
          .where("author_user_id", "in", (sub) =>
            sub.selectFrom("changes_of_nocodb_members").select("user_id"),
          )
          .select(({ ref }) => ofAttempt(ref("attempt_id"))),
    },
    read: {
      stg_discourse_post_versions: ["post_id"],
      stg_nocodb_attempt_versions: ["attempt_id"],
      talk_versions: ["contribution_id"],
    },
  },
  columns: {
    contribution_id: "VARCHAR",
    version: "BIGINT",
    member_id: "VARCHAR",
    text: "VARCHAR",
    /** From when on it was shown: by the source, or, where the source is silent, as it was seen. */
    told_at: "TIMESTAMPTZ",
  },

  query: (db) =>
    db
      .with("seen", (qb) =>
        qb
          .selectFrom("stg_discourse_post_versions as p")
          .innerJoin("discourse_members as author", "author.user_id", "p.user_id")
          .select((eb) => derivedId("c_", code("post"), eb.ref("post_id")).as("contribution_id"))
          .select(["version", "ordinal", "member_id", "text"])
          .select((eb) => eb.fn.coalesce("updated_at", "created_at").as("changed_at"))
          .select("observed_at")
          .unionAll(
            qb
              .selectFrom("stg_nocodb_attempt_versions as a")
              .innerJoin("nocodb_members as author", "author.user_id", "a.author_user_id")
              .select((eb) =>
                derivedId("c_", code("attempt"), eb.ref("attempt_id")).as("contribution_id"),
              )
              // A cell that is empty or unreadable shows nothing.
              .select((eb) => [
                "version",
                "ordinal",
                "member_id",
                orEmpty(eb.ref("text")).as("text"),
              ])
              .select((eb) => eb.fn.coalesce("updated_at", "created_at").as("changed_at"))
              .select("observed_at"),
          ),
      )
      .with("followed", (qb) =>
        qb
          .selectFrom("seen")
          .selectAll()
          .select((eb) => {
            const before = <T extends "text" | "changed_at">(column: T) =>
              eb.fn
                .agg<(T extends "text" ? string : Date) | null>("lag", [column])
                .over((over) => over.partitionBy("contribution_id").orderBy("ordinal"));
            return [
              before("text").as("text_before"),
              before("changed_at").as("changed_before"),
            ] as const;
          }),
      )
      .selectFrom("followed")
      .where("text", "is distinct from", (eb) => eb.ref("text_before"))
      .select(["contribution_id", "version", "member_id", "text"])
      .select((eb) =>
        eb
          .case()
          // Never edited since it was made, or edited before it was first seen, whatever it was then.
          .when("text_before", "is", null)
          .then(eb.ref("changed_at"))
          // The edit's own instant; a text that changed without it is new when it was seen.
          .when("changed_at", ">", eb.ref("changed_before"))
          .then(eb.ref("changed_at"))
          .else(eb.ref("observed_at"))
          .end()
          .as("told_at"),
      )
      .unionAll(
        db
          .selectFrom("talk_versions")
          .select(["contribution_id", "version", "member_id", "text", "told_at"]),
      ),
});

/** What is touched, with the id by which its versions are found. */
const ofPost = (id: Expression<string>) => [
  derivedId("c_", code("post"), id).as("contribution_id"),
  sql<string | null>`${id}`.as("post_id"),
  none.text.as("attempt_id"),
];
const ofAttempt = (id: Expression<string>) => [
  derivedId("c_", code("attempt"), id).as("contribution_id"),
  none.text.as("post_id"),
  sql<string | null>`${id}`.as("attempt_id"),
];

const orEmpty = (text: Parameters<typeof derivedId>[1]) => sql<string>`coalesce(${text}, '')`;
