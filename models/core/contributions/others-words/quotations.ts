/** `` `code` `` on one line: tags that are shown, not meant. */
const INLINE_CODE = "(?<!`)`{1,3}[^`\\n]+`{1,3}";

/**
 * Where a quotation may begin or end. Discourse writes `[quote="Name, post:1, topic:2"]` (the name
 * may hold brackets) and `[chat quote="…"]`; e-mail and pasted pages bring HTML: replies that the
 * mail receiver elided are `<details class='elided'>`, link previews `<aside class="onebox">`.
 */
const TAG = new RegExp(
  [
    INLINE_CODE,
    "\\[(?<opened>quote|chat)(?:\\]|\\s*=|\\s+[a-z]+\\s*=)",
    "\\[\\/(?<closed>quote|chat)\\]",
    "<(?<end>\\/?)(?<element>blockquote|aside|details)\\b(?<attributes>[^<>]{0,1000})>",
  ].join("|"),
  "giu",
);

const ELIDED = /\bclass\s*=\s*["']?[^"'<>]*\belided\b/iu;
const OF_ANOTHER = /\bclass\s*=\s*["']?[^"'<>]*\b(?:quote|onebox)\b/iu;

export interface Span {
  readonly start: number;
  /** The first place after it. */
  readonly end: number;
}

interface Opened {
  readonly start: number;
  readonly isQuotation: boolean;
}

/**
 * Every quotation that is opened and closed, inner ones too, by where it starts. What is opened and
 * never closed is shown by the forum as it was typed, and so is no quotation.
 */
export function quotationsIn(text: string): Span[] {
  const open = new Map<string, Opened[]>();
  const spans: Span[] = [];
  for (const match of text.matchAll(TAG)) {
    const { opened, closed, end, element, attributes = "" } = match.groups ?? {};
    const name = (opened ?? closed ?? element ?? "").toLowerCase();
    if (name === "") continue;
    const unclosed = open.get(name) ?? [];
    open.set(name, unclosed);
    const isOpening = opened !== undefined || (element !== undefined && end === "");
    if (isOpening) {
      const isQuotation = element === undefined || isOfOthers(name, attributes);
      unclosed.push({ start: match.index, isQuotation });
      continue;
    }
    const begun = unclosed.pop();
    if (begun?.isQuotation !== true) continue;
    spans.push({ start: begun.start, end: match.index + match[0].length });
  }
  return spans.toSorted((a, b) => a.start - b.start || b.end - a.end);
}

/** `<details>` without that class is the author's own: a spoiler. */
function isOfOthers(element: string, attributes: string): boolean {
  if (element === "blockquote") return true;
  return (element === "details" ? ELIDED : OF_ANOTHER).test(attributes);
}
