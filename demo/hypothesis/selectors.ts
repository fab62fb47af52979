/** Anchors as the browser client makes them: https://www.w3.org/TR/annotation-model/#selectors. */

export interface Page {
  readonly uri: string;
  readonly title: string | null;
  /** What a reader sees, paragraphs with an empty line between them. */
  readonly text: string;
}

export type Selector =
  | {
      readonly type: "RangeSelector";
      readonly startContainer: string;
      readonly startOffset: number;
      readonly endContainer: string;
      readonly endOffset: number;
    }
  | { readonly type: "TextPositionSelector"; readonly start: number; readonly end: number }
  | {
      readonly type: "TextQuoteSelector";
      readonly exact: string;
      readonly prefix: string;
      readonly suffix: string;
    };

/** So many characters the client keeps on either side of a quotation. */
const CONTEXT_CHARACTERS = 32;

const BETWEEN_PARAGRAPHS = "\n\n";

/** The three selectors of a quotation: where it stands in the page's text, counted as the client does. */
export function selectorsOf({ text, uri }: Page, exact: string, occurrence = 1): Selector[] {
  let start = -1;
  for (let count = 0; count < occurrence; count += 1) start = text.indexOf(exact, start + 1);
  if (start === -1 || exact === "") {
    throw new Error(
      `${uri} does not hold ${JSON.stringify(exact)} ${occurrence} times; expected words of its text.`,
    );
  }
  const end = start + exact.length;
  const [from, to] = [placeOf(text, start), placeOf(text, end)];
  return [
    {
      type: "RangeSelector",
      startContainer: from.container,
      startOffset: from.offset,
      endContainer: to.container,
      endOffset: to.offset,
    },
    { type: "TextPositionSelector", start, end },
    {
      type: "TextQuoteSelector",
      exact,
      prefix: text.slice(Math.max(0, start - CONTEXT_CHARACTERS), start),
      suffix: text.slice(end, end + CONTEXT_CHARACTERS),
    },
  ];
}

/** The paragraph that holds an offset, as a path in the page, and the offset within it. */
function placeOf(text: string, offset: number): { container: string; offset: number } {
  const before = text.slice(0, offset).split(BETWEEN_PARAGRAPHS);
  const own = before.at(-1) ?? "";
  return { container: `/main[1]/article[1]/p[${before.length}]`, offset: own.length };
}
