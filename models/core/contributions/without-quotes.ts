import { withoutIndented } from "./code/indented.ts";
import { withoutInline } from "./code/inline.ts";
import { isLog, withoutLogs } from "./others-words/logs.ts";
import { withoutMail } from "./others-words/mail.ts";
import { piecesOf } from "./others-words/pieces.ts";

/** In a list too. Some mail programs escape the mark. */
const QUOTED_LINE = /^[ \t]*(?:(?:[-*+]|\d{1,9}[.)])[ \t]+)*(?:>|&gt;).*$/gmu;

const PARTED = "\n\n";

export interface OwnText {
  /** As it was written, code too, without the words of others. */
  readonly own: string;
  /** Of that, what is no code: whose words are counted. */
  readonly prose: string;
  /** Lines of blocks of code that are not blank. */
  readonly codeLines: number;
}

/**
 * What is left of a text without the words of others: quotations of every form the forum writes,
 * answered mail, what a program printed. Code is its author's, and is no words.
 */
export function ownTextOf(text: string): OwnText {
  const own: string[] = [];
  const written: string[] = [];
  let codeLines = 0;
  for (const piece of piecesOf(text.replaceAll("\r\n", "\n"))) {
    if (piece.isCode) {
      // A block parts the paragraphs around it, in a list too.
      written.push(PARTED);
      if (isLog(piece.content, piece.language)) continue;
      own.push(piece.text);
      codeLines += piece.content.split("\n").filter((line) => line.trim() !== "").length;
      continue;
    }
    const { text: answer, isCut } = withoutMail(piece.text);
    const left = withoutLogs(answer.replaceAll(QUOTED_LINE, ""));
    own.push(left);
    written.push(left);
    if (isCut) break;
  }
  const blocks = withoutIndented(written.join(""));
  return {
    own: own.join("").trim(),
    prose: withoutInline(blocks.prose).trim(),
    codeLines: codeLines + blocks.codeLines,
  };
}

/** The same, of which code is a part. */
export function withoutQuotes(text: string): string {
  return ownTextOf(text).own;
}
