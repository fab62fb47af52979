/**
 * Takes the place of `ssf`, through which Evidence formats the numbers and dates of charts and
 * which knows only English: 1,234.5 becomes 1 234,5, and dates are those of the community's zone.
 */
import ssf from "../node_modules/ssf/ssf.js";
import { shortDay } from "$lib/moments.js";

const NO_BREAK_SPACE = "\u00a0";

function format(code, value, options) {
  if (value instanceof Date) return shortDay(value);
  const text = ssf.format(code, value, options);
  if (typeof value !== "number") return text;
  return text.replace(/[,.]/g, (sign) => (sign === "," ? NO_BREAK_SPACE : ","));
}

export default { ...ssf, format };
