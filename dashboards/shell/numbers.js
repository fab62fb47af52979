/**
 * Takes the place of `ssf`, through which Evidence formats the numbers and dates of charts and
 * which knows only English: where a page is Russian 1,234.5 becomes 1 234,5. Dates are those of the
 * community's zone.
 */
import ssf from "../node_modules/ssf/ssf.js";
import { said } from "$lib/language.js";
import { shortDay } from "$lib/moments.js";
import { figures } from "$lib/words/figures.js";

function format(code, value, options) {
  if (value instanceof Date) return shortDay(value);
  const text = ssf.format(code, value, options);
  if (typeof value !== "number") return text;
  const { group, point } = said(figures);
  return text.replace(/[,.]/g, (sign) => (sign === "," ? group : point));
}

export default { ...ssf, format };
