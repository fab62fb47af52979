/** The innermost quotation: it holds no other one. */
const QUOTE = /\[quote[^\][]*\](?:(?!\[quote)[\s\S])*?\[\/quote\]/giu;
const QUOTED_LINE = /^[ \t]*>.*$/gmu;
/** Zero-width and other format characters, which would make equal texts differ unseen. */
const INVISIBLE = /\p{Cf}/gu;
const WORD = /[\p{L}\p{N}]+/gu;

export interface OwnWords {
  /** As it was written. */
  readonly own: string;
  readonly tokenCount: number;
  /** Equal for texts that differ in case, spaces, punctuation, quotations only. */
  readonly normalized: string;
}

/** What is left of a text without the words of others. */
export function ownWordsOf(text: string): OwnWords {
  const own = withoutQuotes(text).trim();
  const words = own.normalize("NFKC").replaceAll(INVISIBLE, "").toLowerCase().match(WORD);
  return { own, tokenCount: words?.length ?? 0, normalized: (words ?? []).join(" ") };
}

/** From the innermost quotation outwards; each round shortens the text, so it ends. */
function withoutQuotes(text: string): string {
  let before = text;
  for (;;) {
    const after = before.replaceAll(QUOTE, "\n");
    if (after === before) return after.replaceAll(QUOTED_LINE, "");
    before = after;
  }
}
