import { readdirSync } from "node:fs";
import { basename } from "node:path";
import { fileURLToPath } from "node:url";

import { format } from "sql-formatter";

import type { Model } from "../../models/model.ts";
import { identifier, literalSql } from "../../warehouse/duckdb/literal.ts";
import { compileOnly } from "./compile-only.ts";
import type { GraphNode } from "./graph.ts";

const MODELS_DIR = fileURLToPath(new URL("../../models/", import.meta.url));

/**
 * The SQL that DuckDB gets for a model, laid out for people, with every value written in, so that
 * it can be pasted into DuckDB. Of a model that is no SQL: its inputs as its function gets them.
 */
export function sqlTextOf({ model, layer }: GraphNode & { readonly model: Model }): string {
  const head = [
    `${model.name} (${layer}, ${model.kind})`,
    model.description,
    `Grain: ${model.grain.join(", ") || "one row"}.`,
    `Reads: ${model.from.map(({ name }) => name).join(", ")}.`,
  ];
  if (model.kind !== "computed") {
    const text = laidOut(literalSql(model.query(compileOnly())));
    return [...head.map(comment), text].join("\n");
  }
  const inputs = model.from.map(({ name, columns }) =>
    laidOut(
      `select ${Object.keys(columns).map(identifier).join(", ")} from ${identifier(name)} order by all`,
    ),
  );
  const why = `Not SQL: \`compute\` in ${fileOf(model)} makes the rows from these inputs.`;
  return [...[...head, why].map(comment), ...inputs].join("\n");
}

function comment(line: string): string {
  return `-- ${line}`;
}

function laidOut(sql: string): string {
  return `${format(sql, { language: "duckdb", expressionWidth: 80 })};`;
}

/** A model stands in a file of its own name. */
function fileOf({ name }: Model): string {
  const paths = readdirSync(MODELS_DIR, { recursive: true, encoding: "utf8" });
  return `models/${paths.find((path) => basename(path) === `${name}.ts`) ?? ""}`;
}
