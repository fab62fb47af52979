import { existsSync, readFileSync } from "node:fs";
import { posix } from "node:path";

import { projectFiles, ROOT } from "./tools.ts";

const READ = /\.(?:md|ts|mts|mjs|js|svelte|yaml)$|^vklad$/;

/** What a comment says: other text of a program names files that it makes or looks for. */
const COMMENT = /\/\*[^]*?\*\/|(?<=^|[\s;{}])\/\/ [^\n]*|<!--[^]*?-->|^\s*#[^\n]*/gm;

/** A file of ours as a person writes it: with a folder before it or not. */
const CITED =
  /(?<![\w@/.:~*<>…-])(?:\.{1,2}\/)*[\w@[\]+-][\w@[\]+.-]*(?:\/[\w@[\]+.-]+)*\.(?:md|ts|mts|mjs|svelte)\b/g;

/** Sections of a document that nobody here has: ours have headings, and are cited by them. */
const SECTION = /§ ?\d[\w.]*/g;

/** What a reader is told to make, and what npm brings. */
const ELSEWHERE = /^(?:my[.-]|node_modules\/)/;

/** A block of code imports from where its reader puts it. */
const BLOCK = /^ *```[^]*?^ *```/gm;

/** It shows what is refused. */
const SAMPLES = "test/check/citations.test.ts";

/** Prints each file that a comment or a page of `docs/` cites and that is not in the repository. */
export function citations(): boolean {
  const files = projectFiles().filter((path) => existsSync(posix.join(ROOT, path)));
  const found = files
    .filter((path) => READ.test(path) && path !== SAMPLES)
    .flatMap((path) =>
      missingIn(path, readFileSync(posix.join(ROOT, path), "utf8"), files).map(
        ({ line, cited }) => `${path}:${line}: ${cited}`,
      ),
    );
  for (const citation of found)
    console.log(`${citation} is cited and is not in the repository. Say what it says instead.`);
  return found.length === 0;
}

/** The citations in one file that lead nowhere. `files` are the repository's, from its root. */
export function missingIn(
  path: string,
  source: string,
  files: readonly string[],
): { line: number; cited: string }[] {
  const isPage = path.endsWith(".md");
  const lines = (block: string) => block.replace(/[^\n]/g, "");
  const parts = isPage
    ? [{ 0: source.replace(BLOCK, lines), index: 0 }]
    : [...source.matchAll(COMMENT)];
  return parts.flatMap(({ 0: text, index }) =>
    [...text.matchAll(CITED), ...text.matchAll(SECTION)]
      .filter((match) => !isThere(match[0], path, files))
      .map((match) => ({
        line: source.slice(0, index + match.index).split("\n").length,
        cited: match[0],
      })),
  );
}

function isThere(cited: string, from: string, files: readonly string[]): boolean {
  if (ELSEWHERE.test(cited)) return true;
  const beside = posix.join(posix.dirname(from), cited);
  return files.some((file) => file === beside || file === cited || file.endsWith(`/${cited}`));
}
