import { said } from "./language.js";
import { grouped } from "./wording.js";
import { figures } from "./words/figures.js";

/** Amounts as people read them: in whole tokens of this community, by its symbol and decimals. */
let token = { symbol: "", decimals: 0 };

/** Set once, from the session, before the first page is shown. */
export function setToken(ofCommunity) {
  token = ofCommunity;
}

export const symbol = () => token.symbol;
export const decimals = () => token.decimals;

/**
 * Base units as tokens: «1 234,567890», a whole amount as «40 000», or as a page in English writes
 * them. By digits, never through a double.
 */
export function tokens(baseUnits) {
  if (baseUnits === null || baseUnits === undefined) return "";
  const amount = BigInt(baseUnits);
  const digits = `${amount < 0n ? -amount : amount}`.padStart(token.decimals + 1, "0");
  const point = digits.length - token.decimals;
  const fraction = digits.slice(point);
  const sign = amount < 0n ? "−" : "";
  const whole = `${sign}${grouped(digits.slice(0, point))}`;
  return /[1-9]/.test(fraction) ? `${whole}${said(figures).point}${fraction}` : whole;
}
