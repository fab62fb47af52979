import { formula202604 } from "./2026-04.ts";
import type { Formula } from "./formula.ts";

/**
 * The formula of April, and what is said beside the club counts: a note on a guide that another
 * person answered, an answer to a question in a chat.
 *
 * Never edited once activated: a change is a new file with a new date.
 */
export const formula202610: Formula = {
  ...formula202604,
  name: "2026-10",
  counts: ["annotation", "chat_answer"],
};
