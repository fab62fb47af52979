import { folded } from "./look-alikes.ts";
import { withoutAddresses } from "./others-words/links.ts";
import { ownTextOf } from "./without-quotes.ts";

export interface OwnWords {
  /** As it was written, code too, without the words of others. */
  readonly own: string;
  /** Words of it that are no code. */
  readonly tokenCount: number;
  readonly codeLines: number;
  /** Equal for texts that differ in nothing that a reader would call another text. */
  readonly normalized: string;
}

/** Soft hyphens, zero-width characters, variation selectors, fillers: what nobody sees. */
const INVISIBLE = /[\p{Cf}\p{Default_Ignorable_Code_Point}]/gu;
const INVISIBLE_ENTITY = /&(?:shy|zwj|zwnj|ZeroWidthSpace|NoBreak);/gu;
const NUMBERED_ENTITY = /&#(?:x(?<hex>[0-9a-f]{1,6})|(?<decimal>\d{1,7}));/giu;

/** A letter or a digit whose marks are pronunciation, not spelling, and those marks. */
const MARKED = /([\p{Script=Latin}\p{Script=Cyrillic}\p{Script=Greek}\p{N}])(\p{M}+)/gu;
/** Marks that make another letter: й and ў, ї. */
const OWN_MARKS: Readonly<Record<string, string>> = { и: "\u0306", у: "\u0306", і: "\u0308" };

/** Marks of other scripts are part of their words. */
const WORD = /[\p{L}\p{N}][\p{L}\p{N}\p{M}]*/gu;
/** A name; the forum rewrites it in all posts when the member is renamed. */
const MENTION = /(?<![\p{L}\p{N}_])@[\p{L}\p{N}_](?:[\p{L}\p{N}_.-]*[\p{L}\p{N}_])?/gu;

/**
 * The words that are its author's, counted and made comparable. Code adds nothing and takes nothing:
 * a text is worth what it is worth without it, and is as new as its words are.
 */
export function ownWordsOf(text: string): OwnWords {
  const { own, prose, codeLines } = ownTextOf(text);
  const words = wordsOf(withoutAddresses(prose));
  return { own, tokenCount: words.length, codeLines, normalized: words.map(folded).join(" ") };
}

/** As a reader counts them: ё is е, a stress mark or a soft hyphen splits nothing. */
export function wordsOf(text: string): readonly string[] {
  const spelled = text
    .replaceAll(INVISIBLE_ENTITY, "")
    .replaceAll(NUMBERED_ENTITY, (entity, hex?: string, decimal?: string) =>
      characterOf(hex === undefined ? Number(decimal) : Number.parseInt(hex, 16), entity),
    )
    .normalize("NFKD")
    .replaceAll(INVISIBLE, "")
    .toLowerCase()
    .replaceAll(MARKED, (_, letter: string, marks: string) => letter + ownMark(letter, marks))
    .normalize("NFC")
    .replaceAll(MENTION, " ");
  return spelled.match(WORD) ?? [];
}

function ownMark(letter: string, marks: string): string {
  const mark = OWN_MARKS[letter];
  return mark !== undefined && marks.includes(mark) ? mark : "";
}

function characterOf(code: number, otherwise: string): string {
  return code <= 0x10_ff_ff ? String.fromCodePoint(code) : otherwise;
}
