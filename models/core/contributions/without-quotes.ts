import { isLog, withoutLogs } from "./others-words/logs.ts";
import { withoutMail } from "./others-words/mail.ts";
import { piecesOf } from "./others-words/pieces.ts";

/** In a list too. Some mail programs escape the mark. */
const QUOTED_LINE = /^[ \t]*(?:(?:[-*+]|\d{1,9}[.)])[ \t]+)*(?:>|&gt;).*$/gmu;

/**
 * What is left of a text without the words of others: quotations of every form the forum writes,
 * answered mail, what a program printed.
 */
export function withoutQuotes(text: string): string {
  const own: string[] = [];
  for (const piece of piecesOf(text.replaceAll("\r\n", "\n"))) {
    if (piece.isCode) {
      if (!isLog(piece.text, piece.language)) own.push(piece.text);
      continue;
    }
    const { text: answer, isCut } = withoutMail(piece.text);
    own.push(withoutLogs(answer.replaceAll(QUOTED_LINE, "")));
    if (isCut) break;
  }
  return own.join("").trim();
}
