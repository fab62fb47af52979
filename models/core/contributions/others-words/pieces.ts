import { quotationsIn } from "./quotations.ts";

export interface Piece {
  readonly text: string;
  /** A block of code: quotation marks inside mean nothing there. */
  readonly isCode: boolean;
  /** What stands between the marks that make it code; of prose, all of it. */
  readonly content: string;
  /** The word after the opening fence: `ts`, `log`. Empty outside of code. */
  readonly language: string;
}

/**
 * Where a block of code begins: Markdown's fences, in a list too, the forum's own tag, HTML's. What
 * follows a fence of backticks holds none, or it is code within a line.
 */
const CODE =
  /^[ \t]*(?<marks>(?:(?:[-*+]|\d{1,9}[.)])[ \t]+)*)(?:(?<fence>`{3,}(?=[^`\n]*\n?$)|~{3,})[ \t]*(?<language>[^\s`]*)|\[(?<bbcode>code)\b[^\]\n]*\]|<(?<html>pre)\b[^>\n]*>)/iu;

/** Of these tags, where the last end of each stands: what is never closed is not looked for. */
const ENDS = { bbcode: "[/code]", html: "</pre>" } as const;

/**
 * A text without its quotations, cut where code begins and ends. Whichever begins first decides: a
 * quotation may hold code, and code may show what a quotation looks like.
 */
export function piecesOf(text: string): Piece[] {
  const quotations = quotationsIn(text);
  const pieces: Piece[] = [];
  let prose = "";
  const tags = endsIn(text);
  let next = 0;
  let at = 0;
  const endProse = () => {
    if (prose !== "") pieces.push({ text: prose, content: prose, isCode: false, language: "" });
    prose = "";
  };
  while (at < text.length) {
    while (next < quotations.length && (quotations[next]?.start ?? 0) < at) next += 1;
    const lineEnd = endOfLine(text, at);
    const quotation = quotations[next];
    const isLineStart = at === 0 || text[at - 1] === "\n";
    const code = isLineStart ? CODE.exec(text.slice(at, lineEnd)) : null;
    const block = code === null ? null : blockOf(text, { at, lineEnd, code, tags });
    if (block !== null) {
      endProse();
      const language = (code?.groups?.["language"] ?? "").toLowerCase();
      const content = text.slice(block.from, block.to);
      pieces.push({ text: text.slice(at, block.end), content, isCode: true, language });
      at = block.end;
    } else if (quotation !== undefined && quotation.start < lineEnd) {
      prose += `${text.slice(at, quotation.start)}\n`;
      at = quotation.end;
    } else {
      prose += text.slice(at, lineEnd);
      at = lineEnd;
    }
  }
  endProse();
  return pieces;
}

interface Block {
  /** Of what stands between the marks. */
  readonly from: number;
  readonly to: number;
  /** The first place after the block. */
  readonly end: number;
}

interface Tags {
  /** In small letters, of the text's own length. */
  readonly text: string;
  readonly last: Readonly<Record<keyof typeof ENDS, number>>;
}

/** Small letters of some scripts are longer: only those of the tags are changed. */
function endsIn(text: string): Tags {
  const small = text.replaceAll(/\[\/code\]|<\/pre>/giu, (tag) => tag.toLowerCase());
  const last = { bbcode: small.lastIndexOf(ENDS.bbcode), html: small.lastIndexOf(ENDS.html) };
  return { text: small, last };
}

function blockOf(
  text: string,
  given: { at: number; lineEnd: number; code: RegExpExecArray; tags: Tags },
): Block | null {
  const { at, lineEnd, code, tags } = given;
  const { fence, marks = "", bbcode } = code.groups ?? {};
  if (fence !== undefined) {
    const indent = code[0].length - code[0].trimStart().length;
    const isInside = marks !== "" || indent > 3 || code[0].startsWith("\t");
    return fencedBlock(text, { from: lineEnd, fence, isInside });
  }
  const tag = bbcode === undefined ? "html" : "bbcode";
  const from = at + code[0].length;
  // A tag that is never closed holds nothing.
  if (tags.last[tag] < from) return null;
  const to = tags.text.indexOf(ENDS[tag], from);
  return { from, to, end: to + ENDS[tag].length };
}

/** The first place after the line's break. */
function endOfLine(text: string, from: number): number {
  const at = text.indexOf("\n", from);
  return at < 0 ? text.length : at + 1;
}

/**
 * A fence that is never closed holds the rest, as in Markdown: of its list's item, where it stands
 * in one, else of the text.
 */
function fencedBlock(
  text: string,
  { from, fence, isInside }: { from: number; fence: string; isInside: boolean },
): Block {
  let ended: number | null = null;
  for (let at = from; at < text.length; at = endOfLine(text, at)) {
    const line = text.slice(at, endOfLine(text, at));
    const mark = line.trim();
    if (mark.length >= fence.length && mark === (fence[0] ?? "").repeat(mark.length)) {
      return { from, to: at, end: endOfLine(text, at) };
    }
    if (isInside && ended === null && /^\S/u.test(line)) ended = at;
    if (ended !== null) break;
  }
  const end = ended ?? text.length;
  return { from, to: end, end };
}
