import { isIndex, folderOf, stemOf } from "./names.ts";

/** What stands for a page in a pattern of its address. */
const HOLES = /\{(path|id|guide)\}/g;
/** With the slash that ends it. */
const FILLED = /\{(path|id|guide)\}(\/?)/g;

export interface Addressed {
  readonly path: string;
  readonly id: string;
  readonly guide: string;
  /** As the page itself says it: an address, or a path on the site. */
  readonly url: string | null;
}

/** True for an address in which `{path}` or `{id}` tells pages apart. */
export function isPattern(text: string): boolean {
  return /\{(path|id)\}/.test(text) && URL.canParse(text.replaceAll(HOLES, "x"));
}

/**
 * Where a page is, or was, to be read on the web: what it says itself, then what each pattern gives.
 * An index page has its folder's address.
 */
export function addressesOf(page: Addressed, patterns: readonly string[]): readonly string[] {
  const { path, id, guide, url } = page;
  const folder = folderOf(path);
  const parts = isIndex(path) ? [folder] : [folder, stemOf(path)];
  const filled: Readonly<Record<string, string>> = {
    path: parts.filter((part) => part !== "").join("/"),
    id,
    guide,
  };
  const [first] = patterns;
  const site = first === undefined ? undefined : first.replace(HOLES, "x");
  const own = url !== null && URL.canParse(url, site) ? [new URL(url, site).href] : [];
  const given = patterns.map((pattern) =>
    pattern.replaceAll(FILLED, (_, hole: string, slash: string) => {
      const value = encodeURI((filled[hole] ?? "").normalize("NFC"));
      // The first page of the site has no path: its address ends with the slash before it.
      return value === "" ? "" : `${value}${slash}`;
    }),
  );
  return [...new Set([...own, ...given])];
}
