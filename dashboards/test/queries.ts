import type { DuckDBConnection } from "@duckdb/node-api";

import { variables } from "../../warehouse/snapshot/answer.ts";
// Plain JavaScript, as the build runs it.
// @ts-expect-error It has no declarations.
import { pageOf } from "../build.mjs";
// @ts-expect-error It has no declarations.
import { macros } from "../components/macros.js";
// @ts-expect-error It has no declarations.
import { queriesOf } from "../shell/page-queries.js";

/** Makes what every page's query is written with, in the language that is set. */
export async function giveMacros(
  connection: DuckDBConnection,
  { asOf = "2026-10-05T09:00:00Z", decimals = 6 } = {},
): Promise<void> {
  await connection.run(variables({ asOf_ms: Date.parse(asOf), tokenDecimals: decimals }));
  for (const macro of Object.values(macros() as Record<string, string>))
    await connection.run(`create temp macro ${macro}`);
}

/** A page's queries as the gateway asks them, for an address with these parts. */
export function askedBy(
  page: string,
  file: string,
  params: Readonly<Record<string, string>>,
): readonly { readonly name: string; readonly sql: string; readonly values: string[] }[] {
  const found: { name: string; sql: string; params: string[] }[] = queriesOf(pageOf(file), page);
  return found.map((query) => ({
    name: query.name,
    sql: query.sql,
    values: query.params.map((param) => params[param] ?? ""),
  }));
}
