import { basename, extname } from "node:path/posix";

const PAGE = /\.(md|markdown|mdx)$/i;
const GUIDE = /^guide\.ya?ml$/i;
/** A page that speaks for its folder, as Hugo, Docusaurus and GitHub have them. */
const INDEX = /^(index|_index|readme)$/i;

export function isPage(name: string): boolean {
  return PAGE.test(name);
}

/** `guide.yaml` or `guide.yml`: what makes a folder a guide, with all that is below. */
export function isGuide(name: string): boolean {
  return GUIDE.test(name);
}

/** Folders of tools hold nobody's guides. */
export function isOfTool(folder: string): boolean {
  return folder.startsWith(".") || folder === "node_modules";
}

export function isIndex(path: string): boolean {
  return INDEX.test(stemOf(path));
}

/** The name without its ending. */
export function stemOf(path: string): string {
  return basename(path, extname(path));
}

/** `a/b` of `a/b/c`; empty for what stands in the folder of guides itself. */
export function folderOf(path: string): string {
  return path.includes("/") ? path.slice(0, path.lastIndexOf("/")) : "";
}

export function nameOf(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}

/** `a` of `a/b/c`; empty for what stands in the folder of guides itself. */
export function topOf(path: string): string {
  return path.includes("/") ? path.slice(0, path.indexOf("/")) : "";
}

/**
 * Sorts as people read numbers in names, `2-a` before `10-b`, and an index page first in its
 * folder.
 */
export function placeOf(path: string): string {
  const folder = folderOf(path);
  const name = isIndex(path) ? "" : stemOf(path);
  const whole = folder === "" ? name : `${folder}/${name}`;
  return whole.normalize("NFC").replace(/\d+/g, (digits) => digits.padStart(12, "0"));
}
