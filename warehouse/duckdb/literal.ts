import { PostgresQueryCompiler, createQueryId, type RootOperationNode } from "kysely";

import { isPlainObject } from "./parameters.ts";

/**
 * The query's SQL with every value written in, for views and for a model's stored text: there
 * DuckDB refuses or forgets parameters. A literal 1 is an INTEGER where a bound one is a BIGINT:
 * cast constants.
 */
export function literalSql(query: { toOperationNode(): unknown }): string {
  // Kysely types an expression's node more widely than its compiler's argument.
  const node = query.toOperationNode() as RootOperationNode;
  return new LiteralCompiler().compileQuery(node, createQueryId()).sql;
}

/** One value as DuckDB reads it in SQL text. */
export function literal(value: unknown): string {
  if (value === null || value === undefined) return "NULL";
  if (typeof value === "boolean" || typeof value === "bigint") return String(value);
  if (typeof value === "number") {
    return Number.isSafeInteger(value) ? String(value) : `'${value}'::DOUBLE`;
  }
  if (typeof value === "string") return textLiteral(value);
  if (value instanceof Date) return `TIMESTAMPTZ '${value.toISOString()}'`;
  if (value instanceof Uint8Array) return `from_hex('${Buffer.from(value).toString("hex")}')`;
  if (Array.isArray(value)) return `[${value.map(literal).join(", ")}]`;
  if (isPlainObject(value)) return textLiteral(JSON.stringify(value));
  throw new TypeError(`No SQL literal stands for ${String(value)}.`);
}

/** A name as SQL text: quoted, so that `at` and `order` are names too. */
export function identifier(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

class LiteralCompiler extends PostgresQueryCompiler {
  protected override appendValue(value: unknown): void {
    this.append(literal(value));
  }
}

/** SQL text cannot hold U+0000 itself. */
function textLiteral(text: string): string {
  return text
    .split("\0")
    .map((part) => `'${part.replaceAll("'", "''")}'`)
    .join(" || chr(0) || ");
}
