import { readdirSync } from "node:fs";
import { basename } from "node:path";
import { fileURLToPath } from "node:url";

import { DummyDriver, Kysely } from "kysely";
import { format } from "sql-formatter";

import type { Model } from "../../models/model.ts";
import { DuckDbDialect } from "../../warehouse/duckdb/dialect.ts";
import { identifier, literalSql } from "../../warehouse/duckdb/literal.ts";
import type { GraphNode } from "./graph.ts";

const MODELS_DIR = fileURLToPath(new URL("../../models/", import.meta.url));

/** Compiles queries and runs none. */
class TextDialect extends DuckDbDialect {
  constructor() {
    super({ connect: () => Promise.reject(new Error("Nothing is run here.")) });
  }

  override createDriver(): DummyDriver {
    return new DummyDriver();
  }
}

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
    const db = new Kysely<any>({ dialect: new TextDialect() });
    return [...head.map(comment), laidOut(literalSql(model.query(db)))].join("\n");
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
