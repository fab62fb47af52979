import { sql } from "kysely";

import { defineModel } from "../../model.ts";
import { ownWordsOfTexts } from "./own_words.ts";
import { texts } from "./texts.ts";

/** Exact repetition only, for now. Similar texts need embeddings, which fit in at this place. */
export const novelty = defineModel({
  name: "novelty",
  description: "How new a text is: 10⁶, or 0 where anyone wrote it before; one row a text.",
  from: [texts, ownWordsOfTexts],
  grain: ["contribution_id"],
  columns: { contribution_id: "VARCHAR", token_count: "BIGINT", novelty: "BIGINT" },
  query: (db) =>
    db
      .selectFrom("own_words")
      .innerJoin("texts", "texts.contribution_id", "own_words.contribution_id")
      .select(["own_words.contribution_id", "token_count"])
      .select(
        sql<bigint>`cast(case when row_number() over (
          partition by normalized order by written_at, own_words.contribution_id
        ) = 1 then 1000000 else 0 end as BIGINT)`.as("novelty"),
      ),
});
