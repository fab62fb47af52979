import { arrowRows, columnsOf } from "../../arrow-rows.ts";
import { defineComputed } from "../../model.ts";
import { texts } from "./texts.ts";
import { ownWordsOf } from "./words.ts";

const columns = {
  contribution_id: "VARCHAR",
  own_text: "VARCHAR",
  token_count: "BIGINT",
  normalized: "VARCHAR",
} as const;

export const ownWords = defineComputed({
  name: "own_words",
  description: "A text without quotations, counted and normalised; one row a text.",
  from: [texts],
  grain: ["contribution_id"],
  columns,
  compute: (inputs) =>
    columnsOf(
      columns,
      arrowRows(inputs, texts).map(({ contribution_id, text }) => {
        const { own, tokenCount, normalized } = ownWordsOf(text);
        return { contribution_id, own_text: own, token_count: BigInt(tokenCount), normalized };
      }),
    ),
});
