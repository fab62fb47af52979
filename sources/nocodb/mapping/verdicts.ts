import { z } from "zod";

import { plain } from "./grades.ts";

const VERDICTS = ["accepted", "returned"] as const;

/**
 * Each word of the column: `{ "принято": "accepted", "на доработку": "returned" }`. A word that is
 * no verdict, such as `на проверке`, is `none`.
 */
export const VerdictWords = z.record(z.string().min(1), z.enum([...VERDICTS, "none"]));
export type VerdictWords = z.infer<typeof VerdictWords>;

export const PLAIN_VERDICTS: VerdictWords = { accepted: "accepted", returned: "returned" };

/** `unclear`: the cell says something, and the mapping does not say what it means. */
export type VerdictRead = (typeof VERDICTS)[number] | "unclear" | null;

/**
 * What a cell says. An empty cell and an unticked box are no verdict; a word that nobody mapped is
 * unclear, never none: a verdict must not vanish because somebody renamed an option.
 */
export function verdictIn(cell: unknown, words: VerdictWords): VerdictRead {
  if (cell === null || cell === undefined || cell === "") return null;
  const known = new Map(Object.entries(words).map(([word, verdict]) => [plain(word), verdict]));
  const found = known.get(plain(typeof cell === "object" ? "" : String(cell)));
  if (found !== undefined) return found === "none" ? null : found;
  return cell === false || (typeof cell === "string" && cell.trim() === "") ? null : "unclear";
}
