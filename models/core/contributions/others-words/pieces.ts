import { quotationsIn } from "./quotations.ts";

const CODE_END = "[/code]";

export interface Piece {
  readonly text: string;
  /** Between fences: quotation marks inside mean nothing there. */
  readonly isCode: boolean;
  /** The word after the opening fence: `ts`, `log`. Empty outside of code. */
  readonly language: string;
}

/** Markdown's fences, and the forum's own tag. */
const CODE = /^[ \t]*(?:(?<fence>`{3,}|~{3,})[ \t]*(?<language>[^\s`]*)|\[code\b[^\]\n]*\])/iu;

/**
 * A text without its quotations, cut where code begins and ends. Whichever begins first decides: a
 * quotation may hold code, and code may show what a quotation looks like.
 */
export function piecesOf(text: string): Piece[] {
  const quotations = quotationsIn(text);
  const pieces: Piece[] = [];
  let prose = "";
  const lastClosing = text.toLowerCase().lastIndexOf(CODE_END);
  let next = 0;
  let at = 0;
  const endProse = () => {
    if (prose !== "") pieces.push({ text: prose, isCode: false, language: "" });
    prose = "";
  };
  while (at < text.length) {
    while (next < quotations.length && (quotations[next]?.start ?? 0) < at) next += 1;
    const lineEnd = endOfLine(text, at);
    const quotation = quotations[next];
    const isLineStart = at === 0 || text[at - 1] === "\n";
    const code = isLineStart ? CODE.exec(text.slice(at, lineEnd)) : null;
    if (code !== null) {
      endProse();
      const fence = code.groups?.["fence"];
      const end =
        fence === undefined
          ? endOfTag(text, lineEnd, lastClosing)
          : endOfFence(text, lineEnd, fence);
      const language = (code.groups?.["language"] ?? "").toLowerCase();
      pieces.push({ text: text.slice(at, end), isCode: true, language });
      at = end;
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

/** The first place after the line's break. */
function endOfLine(text: string, from: number): number {
  const at = text.indexOf("\n", from);
  return at < 0 ? text.length : at + 1;
}

/** A fence that is never closed holds the rest, as in Markdown. */
function endOfFence(text: string, from: number, fence: string): number {
  for (let at = from; at < text.length; at = endOfLine(text, at)) {
    const line = text.slice(at, endOfLine(text, at)).trim();
    if (line.length >= fence.length && line === (fence[0] ?? "").repeat(line.length)) {
      return endOfLine(text, at);
    }
  }
  return text.length;
}

/** A tag that is never closed holds nothing. */
function endOfTag(text: string, from: number, lastClosing: number): number {
  if (lastClosing < from) return from;
  for (let at = from; at < text.length; at = endOfLine(text, at)) {
    const end = endOfLine(text, at);
    if (text.slice(at, end).toLowerCase().includes(CODE_END)) return end;
  }
  return from;
}
