import { readFileSync } from "node:fs";
import { join } from "node:path";

import { projectFiles, ROOT } from "./tools.ts";

/** Aggregates whose value depends on the order in which DuckDB happens to read the rows. */
const NAMES =
  "(?:list|(?:array|string)_agg|group_concat|first|last|any_value|arbitrary|arg_max|arg_min|max_by|min_by)";

/** As SQL writes them, or as Kysely does: `fn("list", …)`, `fn.agg<string>("list", …)`. */
const CALL = new RegExp(
  `(?<![\\w.])${NAMES}\\s*\\(|(?<!\\w)fn(?:\\.agg)?(?:<[^>]*>)?\\(\\s*["'\`]${NAMES}["'\`]`,
  "gi",
);

/** Says why no two rows can tie, on the line of the call or the one above it. */
const REASON = /(?:\/\/|--) Total order: \S/;

/** Prints each aggregate in `folder` that could answer differently on equal data; true if none. */
export function unorderedAggregates(folder: string): boolean {
  const found = projectFiles()
    .filter((path) => path.startsWith(`${folder}/`) && /(?<!\.test)\.ts$/.test(path))
    .flatMap((path) =>
      unorderedIn(readFileSync(join(ROOT, path), "utf8")).map(
        ({ line, call }) => `${path}:${line}: ${call}`,
      ),
    );
  for (const call of found) {
    console.log(
      `${call}… has no order of its own, so equal data may give another value. Write ORDER BY ` +
        `inside it, or "Total order: why" in a comment above.`,
    );
  }
  return found.length === 0;
}

export function unorderedIn(source: string): { line: number; call: string }[] {
  const lines = source.split("\n");
  return [...source.matchAll(CALL)].flatMap((match) => {
    const line = source.slice(0, match.index).split("\n").length;
    const isComment = /^\s*(\/\/|\*|\/\*)/.test(lines[line - 1] ?? "");
    const isExplained = [lines[line - 2], lines[line - 1]].some((text) => REASON.test(text ?? ""));
    // In Kysely's form the order follows the call: `fn.agg("list", …).orderBy(…)`.
    const rest = source.slice(match.index);
    const ordered = /^fn/i.test(match[0])
      ? /^[^;]{0,200}?\.orderBy\(/.test(rest)
      : /\border\s+by\b/i.test(argumentsOf(rest));
    return isComment || isExplained || ordered ? [] : [{ line, call: match[0].trim() }];
  });
}

/** The text between the first bracket and the one that closes it. */
function argumentsOf(call: string): string {
  let depth = 0;
  for (let at = call.indexOf("("); at < call.length; at += 1) {
    if (call[at] === "(") depth += 1;
    if (call[at] === ")") depth -= 1;
    if (depth === 0) return call.slice(0, at);
  }
  return call;
}
