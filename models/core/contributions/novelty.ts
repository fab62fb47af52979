import { bigintOf, place } from "../../expressions.ts";
import { defineModel } from "../../model.ts";
import { ownWords } from "./own_words.ts";
import { texts } from "./texts.ts";

/** Exact repetition only, for now. Similar texts need embeddings, which fit in at this place. */
export const novelty = defineModel({
  name: "novelty",
  description: "How new a text is: 10⁶, or 0 where anyone wrote it before; one row a text.",
  from: [texts, ownWords],
  grain: ["contribution_id"],
  columns: { contribution_id: "VARCHAR", token_count: "BIGINT", novelty: "BIGINT" },
  query: (db) =>
    db
      .with("repeated", (qb) =>
        qb
          .selectFrom("own_words as w")
          .innerJoin("texts as t", "t.contribution_id", "w.contribution_id")
          .select(["w.contribution_id", "token_count"])
          .select((eb) =>
            place(eb, (over) =>
              over.partitionBy("normalized").orderBy("written_at").orderBy("w.contribution_id"),
            ).as("place"),
          ),
      )
      .selectFrom("repeated")
      .select(["contribution_id", "token_count"])
      .select((eb) =>
        eb
          .case()
          .when("place", "=", 1n)
          .then(bigintOf(1_000_000))
          .else(bigintOf(0))
          .end()
          .as("novelty"),
      ),
});
