import { arrowRows, columnsOf } from "../../arrow-rows.ts";
import { defineComputed, own } from "../../model.ts";
import { textVersions } from "./text_versions.ts";
import { ownWordsOf } from "./words.ts";

const columns = {
  contribution_id: "VARCHAR",
  version: "BIGINT",
  own_text: "VARCHAR",
  token_count: "BIGINT",
  code_line_count: "BIGINT",
  normalized: "VARCHAR",
} as const;

export const versionWords = defineComputed({
  name: "version_words",
  description: "A text without others' words, counted and normalised; one row a text and version.",
  from: [textVersions],
  grain: ["contribution_id", "version"],
  columns,
  parts: {
    by: ["contribution_id"],
    touched: { text_versions: own("text_versions", "contribution_id"), context: "none" },
    read: { text_versions: ["contribution_id"] },
  },
  noted: ["normalized"],
  compute: (inputs) =>
    columnsOf(
      columns,
      arrowRows(inputs, textVersions).map(({ contribution_id, version, text }) => {
        const { own, tokenCount, codeLines, normalized } = ownWordsOf(text);
        return {
          contribution_id,
          version,
          own_text: own,
          token_count: BigInt(tokenCount),
          code_line_count: BigInt(codeLines),
          normalized,
        };
      }),
    ),
});
