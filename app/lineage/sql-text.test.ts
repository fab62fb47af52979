import { expect, test } from "vitest";

import { modelGraph, nodeNamed } from "./graph.ts";
import { sqlTextOf } from "./sql-text.ts";

function textOf(name: string): string {
  const node = nodeNamed(modelGraph(), name);
  if (node.model === null) throw new Error(`${name} is no model.`);
  return sqlTextOf({ ...node, model: node.model });
}

test("a computed model is printed as its inputs and the file of its function", () => {
  expect(textOf("own_words")).toBe(
    [
      "-- own_words (core, computed)",
      "-- A text without quotations, counted and normalised; one row a text.",
      "-- Grain: contribution_id.",
      "-- Reads: texts.",
      "-- Not SQL: `compute` in models/core/contributions/own_words.ts makes the rows from these inputs.",
      "select",
      '  "contribution_id",',
      '  "text",',
      '  "written_at"',
      "from",
      '  "texts"',
      "order by all;",
    ].join("\n"),
  );
});

test("no printed text waits for a parameter", () => {
  const texts = [...modelGraph().values()].flatMap(({ name, model }) =>
    model === null ? [] : [textOf(name)],
  );

  expect(texts.filter((text) => /\$\d/.test(text.replaceAll(/'[^']*'/g, "")))).toEqual([]);
});
