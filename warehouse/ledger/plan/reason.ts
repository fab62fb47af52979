const CHARACTERS_MAX = 500;

/** Controls, and what turns the direction of the text around it: none is read by a person. */
const UNPRINTED = /[\p{Cc}\u2028-\u202e\u2066-\u2069]/u;

/**
 * Whether it is a reason that goes into a plan, and so to each who signs it: one line of text that
 * every reader of the plan writes as the same bytes.
 */
export function isReason(text: string): boolean {
  const isBounded = text.trim() !== "" && text.length <= CHARACTERS_MAX;
  return isBounded && text.isWellFormed() && !UNPRINTED.test(text);
}
