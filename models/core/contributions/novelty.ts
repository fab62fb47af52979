import { sql } from "kysely";

import { bigintOf, none, nullable } from "../../expressions.ts";
import { defineModel } from "../../model.ts";
import { ownWords } from "./own_words.ts";
import { textVersions } from "./text_versions.ts";
import { texts } from "./texts.ts";
import { versionWords } from "./version_words.ts";

/** Exact repetition only, for now. Similar texts need embeddings, which fit in at this place. */
export const novelty = defineModel({
  name: "novelty",
  description: "How new a text is: 10⁶, or 0 where it was shown before; one row a text.",
  from: [texts, ownWords, textVersions, versionWords],
  grain: ["contribution_id"],
  // Whoever has the same words may have been first, or be so no longer.
  parts: {
    by: ["contribution_id"],
    touched: {
      own_words: (db) =>
        db
          .with("said", (qb) =>
            qb
              .selectFrom("changes_of_own_words")
              .select("normalized")
              .union(qb.selectFrom("changes_of_version_words").select("normalized"))
              .union(
                qb
                  .selectFrom("version_words")
                  .where("contribution_id", "in", (sub) =>
                    sub.selectFrom("changes_of_text_versions").select("contribution_id"),
                  )
                  .select("normalized"),
              )
              .union(
                qb
                  .selectFrom("own_words")
                  .where("contribution_id", "in", (sub) =>
                    sub.selectFrom("changes_of_texts").select("contribution_id"),
                  )
                  .select("normalized"),
              ),
          )
          .with("sharing", (qb) =>
            qb
              .selectFrom("own_words")
              .where("normalized", "in", (sub) => sub.selectFrom("said").select("normalized"))
              .select((eb) => [
                nullable(eb.ref("contribution_id")).as("contribution_id"),
                nullable(eb.ref("normalized")).as("normalized"),
                none.text.as("shown_in"),
              ]),
          )
          // And wherever the same was ever shown, to be read.
          .with("showing", (qb) =>
            qb
              .selectFrom("version_words")
              .where("normalized", "in", (sub) => sub.selectFrom("said").select("normalized"))
              .select((eb) => [
                none.text.as("contribution_id"),
                none.text.as("normalized"),
                nullable(eb.ref("contribution_id")).as("shown_in"),
              ]),
          )
          // What is gone has no words.
          .with("gone", (qb) =>
            qb
              .selectFrom("changes_of_own_words")
              .select((eb) => [
                nullable(eb.ref("contribution_id")).as("contribution_id"),
                none.text.as("normalized"),
                none.text.as("shown_in"),
              ]),
          )
          .selectFrom("sharing")
          .selectAll()
          .unionAll((qb) => qb.selectFrom("showing").selectAll())
          .unionAll((qb) => qb.selectFrom("gone").selectAll()),
      texts: { saidBy: "own_words" },
      text_versions: { saidBy: "own_words" },
      version_words: { saidBy: "own_words" },
    },
    read: {
      texts: { contribution_id: "shown_in" },
      own_words: { contribution_id: "shown_in" },
      text_versions: { contribution_id: "shown_in" },
      version_words: ["normalized"],
    },
  },
  columns: { contribution_id: "VARCHAR", token_count: "BIGINT", novelty: "BIGINT" },
  query: (db) =>
    db
      .with("shown", (qb) =>
        qb
          .selectFrom("text_versions as v")
          .innerJoin("version_words as w", (join) =>
            join
              .onRef("w.contribution_id", "=", "v.contribution_id")
              .onRef("w.version", "=", "v.version"),
          )
          .groupBy(["v.contribution_id", "member_id", "normalized"])
          .select(["v.contribution_id", "member_id", "normalized"])
          .select((eb) => eb.fn.min("told_at").as("shown_at")),
      )
      .with("counted", (qb) =>
        qb
          .selectFrom("texts as t")
          .innerJoin("own_words as own", "own.contribution_id", "t.contribution_id")
          .select(["t.contribution_id", "token_count", "normalized", "shown_at"]),
      )
      // Of others it is enough that they once showed it, whatever stands there now: whoever edits
      // or deletes a text does not make its copies new. What one took back oneself may be shown anew.
      .with("repeated", (qb) =>
        qb
          .selectFrom("counted as c")
          .innerJoin("shown as own", (join) =>
            join
              .onRef("own.contribution_id", "=", "c.contribution_id")
              .onRef("own.normalized", "=", "c.normalized"),
          )
          .innerJoin("shown as before", "before.normalized", "c.normalized")
          .leftJoin("counted as standing", (join) =>
            join
              .onRef("standing.contribution_id", "=", "before.contribution_id")
              .onRef("standing.normalized", "=", "before.normalized"),
          )
          .where(
            sql<boolean>`(before.shown_at, before.contribution_id) < (c.shown_at, c.contribution_id)`,
          )
          .where((eb) =>
            eb.or([
              eb("before.member_id", "<>", eb.ref("own.member_id")),
              eb("standing.contribution_id", "is not", null),
            ]),
          )
          .select("c.contribution_id")
          .distinct(),
      )
      .selectFrom("counted as c")
      .leftJoin("repeated", "repeated.contribution_id", "c.contribution_id")
      .select(["c.contribution_id", "token_count"])
      .select((eb) =>
        eb
          .case()
          .when("repeated.contribution_id", "is", null)
          .then(bigintOf(1_000_000))
          .else(bigintOf(0))
          .end()
          .as("novelty"),
      ),
});
