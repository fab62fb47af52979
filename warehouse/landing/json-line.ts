import { isRawNumber } from "../../sources/exact-json.ts";
import type { Json } from "../../sources/source.ts";

/**
 * One line that DuckDB accepts. JSON.stringify writes half a surrogate pair as an escape, for which
 * DuckDB refuses the whole file; NaN and the infinities become null. Numbers that a source kept
 * with JSON.rawJSON stay exact.
 */
export function jsonLine(value: unknown): string {
  const line = JSON.stringify(value);
  // Whole pairs are written as they are, so only halves (or text about them) look like this.
  return line.includes("\\ud") ? JSON.stringify(wellFormed(value as Json)) : line;
}

function wellFormed(value: Json): Json {
  if (typeof value === "string") return value.toWellFormed();
  if (typeof value !== "object" || value === null || isRawNumber(value)) return value;
  if (Array.isArray(value)) return value.map(wellFormed);
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key.toWellFormed(), wellFormed(item)]),
  );
}
