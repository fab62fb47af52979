import { wordsOf } from "../contributions/words.ts";

/** What Markdown says and no reader sees, in the order in which it is taken out. */
const UNSEEN: readonly (readonly [RegExp, string])[] = [
  [/<!--[\s\S]*?-->/g, " "],
  // A definition of a link, alone in its line.
  [/^ {0,3}\[(?!\^)[^\]\n]+\]:\s+\S.*$/gm, " "],
  [/!\[[^\]\n]*\](?:\([^)\n]*\)|\[[^\]\n]*\])?/g, " "],
  [/\[((?:[^[\]\n]|\[[^[\]\n]*\])*)\]\([^)\n]*\)/g, "$1"],
  [/\[([^\]\n]+)\]\[[^\]\n]*\]/g, "$1"],
  [/\[\^[^\]\n]+\]:?/g, " "],
  [/\{#[^}\n]*\}/g, " "],
  [/<\/?[a-zA-Z][^>]*>/g, " "],
  // Within a word they would split it: `гра**ниц**а`.
  [/[*`~]+/g, ""],
  [/&(?!shy|zwj|zwnj|NoBreak|ZeroWidthSpace)[a-zA-Z]{2,8};/g, " "],
];

/** Words of a page as a browser shows them, one space apart, in the letters that we compare. */
export function shownWords(markdown: string): string {
  const shown = UNSEEN.reduce((text, [from, to]) => text.replaceAll(from, to), markdown);
  return comparable(shown);
}

/** Without case, stress marks, soft hyphens, marks and kinds of white space. */
export function comparable(text: string): string {
  return wordsOf(text).join(" ").replaceAll("ё", "е");
}
