import { place } from "../../expressions.ts";
import { defineModel, own } from "../../model.ts";
import { attempts } from "../workbook/attempts.ts";
import { posts } from "./posts.ts";
import { talk } from "./talk/talk.ts";
import { textVersions } from "./text_versions.ts";
import { versionWords } from "./version_words.ts";

export const texts = defineModel({
  name: "texts",
  description: "What members wrote and what counts of it, wherever it stands; one row a text.",
  from: [posts, attempts, talk, textVersions, versionWords],
  grain: ["contribution_id"],
  parts: {
    by: ["contribution_id"],
    touched: {
      posts: own("posts", "contribution_id"),
      attempts: own("attempts", "contribution_id"),
      talk: own("talk", "contribution_id"),
      text_versions: own("text_versions", "contribution_id"),
      version_words: own("version_words", "contribution_id"),
    },
    read: {
      posts: ["contribution_id"],
      attempts: ["contribution_id"],
      talk: ["contribution_id"],
      text_versions: ["contribution_id"],
      version_words: ["contribution_id"],
    },
  },
  columns: {
    contribution_id: "VARCHAR",
    /** The first version in which it stood just so. */
    version: "BIGINT",
    text: "VARCHAR",
    /** When its author first showed these words, whatever the contribution showed in between. */
    shown_at: "TIMESTAMPTZ",
  },

  query: (db) =>
    db
      .with("standing", (qb) =>
        qb
          .selectFrom("posts")
          .select(["contribution_id", "text"])
          .unionAll(qb.selectFrom("attempts").select(["contribution_id", "text"]))
          .unionAll(qb.selectFrom("talk").select(["contribution_id", "text"])),
      )
      .with("shown", (qb) =>
        qb
          .selectFrom("text_versions as v")
          .innerJoin("version_words as w", (join) =>
            join
              .onRef("w.contribution_id", "=", "v.contribution_id")
              .onRef("w.version", "=", "v.version"),
          )
          .select(["v.contribution_id", "v.version", "v.text"])
          .select((eb) =>
            eb.fn
              .agg<Date>("min", ["told_at"])
              .over((over) => over.partitionBy(["v.contribution_id", "normalized"]))
              .as("shown_at"),
          ),
      )
      .with("placed", (qb) =>
        qb
          .selectFrom("standing as s")
          .innerJoin("shown", (join) =>
            join
              .onRef("shown.contribution_id", "=", "s.contribution_id")
              .onRef("shown.text", "=", "s.text"),
          )
          .select(["s.contribution_id", "version", "s.text", "shown_at"])
          .select((eb) =>
            place(eb, (over) => over.partitionBy("s.contribution_id").orderBy("version")).as(
              "place",
            ),
          ),
      )
      .selectFrom("placed")
      .where("place", "=", 1n)
      .select(["contribution_id", "version", "text", "shown_at"]),
});
