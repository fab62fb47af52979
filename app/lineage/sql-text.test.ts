import { expect, test } from "vitest";

import { modelGraph, nodeNamed } from "./graph.ts";
import { sqlTextOf } from "./sql-text.ts";

function textOf(name: string): string {
  const node = nodeNamed(modelGraph(), name);
  if (node.model === null) throw new Error(`${name} is no model.`);
  return sqlTextOf({ ...node, model: node.model });
}

test("a computed model is printed as its inputs and the file of its function", () => {
  expect(textOf("version_words")).toBe(
    [
      "-- version_words (core, computed)",
      "-- A text without others' words, counted and normalised; one row a text and version.",
      "-- Grain: contribution_id, version.",
      "-- Reads: text_versions.",
      "-- Not SQL: `compute` in models/core/contributions/version_words.ts makes the rows from these inputs.",
      "select",
      '  "contribution_id",',
      '  "version",',
      '  "member_id",',
      '  "text",',
      '  "told_at"',
      "from",
      '  "text_versions"',
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
