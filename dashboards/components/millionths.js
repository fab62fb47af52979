import { said } from "./language.js";
import { figures } from "./words/figures.js";

/** Millionths as a percentage with two digits: «12,34 %», 12.34%. */
export function percentOf(ppm) {
  if (ppm === null || ppm === undefined) return "—";
  const { percent } = said(figures);
  return `${decimal((BigInt(ppm) + 50n) / 100n, 2)}${percent}`;
}

/** Millionths as a number from 0 to 1 with three digits. */
export function fractionOf(ppm) {
  return ppm === null || ppm === undefined ? "—" : decimal((BigInt(ppm) + 500n) / 1_000n, 3);
}

/** Points, which are kept in millionths, with two digits: «12,34». */
export function pointsOf(millionths) {
  return decimal((BigInt(millionths) + 5_000n) / 10_000n, 2);
}

function decimal(parts, places) {
  const digits = `${parts}`.padStart(places + 1, "0");
  return `${digits.slice(0, -places)}${said(figures).point}${digits.slice(-places)}`;
}
