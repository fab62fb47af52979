import type { GuidesRules } from "./options.ts";
import { folderOf, stemOf } from "./names.ts";

export interface Tongue {
  /** Null where the community has named no languages and the page names none. */
  readonly language: string | null;
  /** True where it stands in the file's path: the page may then bear its original's id. */
  readonly isInPath: boolean;
  /** The path without ending and language: one for a page and its translations. */
  readonly key: string;
}

/** The language of a page, by its own word or by where its file lies. */
export function languageOf(
  path: string,
  said: string | null,
  { languages }: Pick<GuidesRules, "languages">,
): Tongue {
  const whole = [folderOf(path), stemOf(path)].filter((part) => part !== "").join("/");
  const plain = { isInPath: false, key: whole.normalize("NFC") };
  if (languages === null) return { language: said, ...plain };
  const { original, others, by } = languages;
  const codes = [original, ...others];
  const found = by === "suffix" ? suffixOf(whole, codes) : folderIn(whole, codes, by);
  if (found === null) return { language: said ?? original, ...plain };
  return { language: said ?? found.code, isInPath: found.code !== original, key: found.rest };
}

/** `01-first.en`. */
function suffixOf(whole: string, codes: readonly string[]) {
  const code = codes.find((one) => whole.endsWith(`.${one}`));
  if (code === undefined) return null;
  return { code, rest: whole.slice(0, -code.length - 1).normalize("NFC") };
}

/** `en/basics/01-first`, or `basics/en/01-first`. */
function folderIn(whole: string, codes: readonly string[], by: "folder" | null) {
  if (by === null) return null;
  const parts = whole.split("/");
  const at = parts.slice(0, -1).findIndex((part) => codes.includes(part));
  if (at < 0) return null;
  return { code: parts[at] ?? "", rest: parts.toSpliced(at, 1).join("/").normalize("NFC") };
}
