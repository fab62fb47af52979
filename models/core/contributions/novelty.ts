import { sql } from "kysely";

import { bigintOf } from "../../expressions.ts";
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
