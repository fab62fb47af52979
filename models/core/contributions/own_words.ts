import { defineModel, own } from "../../model.ts";
import { texts } from "./texts.ts";
import { versionWords } from "./version_words.ts";

export const ownWords = defineModel({
  name: "own_words",
  description: "A text without others' words, counted and normalised; one row a text.",
  from: [texts, versionWords],
  grain: ["contribution_id"],
  parts: {
    by: ["contribution_id"],
    touched: {
      texts: own("texts", "contribution_id"),
      version_words: own("version_words", "contribution_id"),
    },
    read: { texts: ["contribution_id"], version_words: ["contribution_id"] },
  },
  noted: ["normalized"],
  columns: {
    contribution_id: "VARCHAR",
    own_text: "VARCHAR",
    token_count: "BIGINT",
    code_line_count: "BIGINT",
    normalized: "VARCHAR",
  },
  query: (db) =>
    db
      .selectFrom("texts as t")
      .innerJoin("version_words as w", (join) =>
        join
          .onRef("w.contribution_id", "=", "t.contribution_id")
          .onRef("w.version", "=", "t.version"),
      )
      .select(["t.contribution_id", "own_text", "token_count", "code_line_count", "normalized"]),
});
