/**
 * JSON in which no number changes: one that JavaScript would write in other digits (20 of them, a
 * long decimal, `1.10`) stays the text it was sent as.
 *
 * Such a number is a raw JSON value: `JSON.stringify` writes it back digit by digit, and code that
 * expects a number sees an object and quarantines it rather than round it.
 */

// TypeScript's library does not know these two yet (ES2025, in V8 since 11.4).
const json = JSON as unknown as {
  rawJSON(text: string): object;
  isRawJSON(value: unknown): boolean;
};

/**
 * Levels of a text that are kept. Everything that walks through a record, here and in what reads
 * the records, does so call by call, and some 3,000 calls deep there is no room for more.
 */
export const LEVELS_MAX = 500;

/** Stands where a text went deeper than that: whole records of it are quarantined. */
const CUT = json.rawJSON('"(nested deeper than 500 levels)"');

/** Where one of these stands, digits could be lost: most texts have none, and are parsed as usual. */
const RISKY =
  /[[:,]\s*-?(?:\d[\d.]{15}|\d+\.\d*0[\],}\s]|0\.0{6}|\d+(?:\.\d+)?[eE]|(?<=-)0[\],}\s])/u;
const NUMBER = /-?\d[\d.eE+-]*/gu;

/** Throws a `SyntaxError` on what is not JSON, a reply cut short above all. */
export function parseExactly(text: string): unknown {
  if (!RISKY.test(text)) return walked(JSON.parse(text), null);
  // A reviver would be shorter, and ends in a RangeError where something is nested deeply.
  const mark = markFor(text);
  return walked(JSON.parse(marked(text, mark)), mark);
}

/** A number that JavaScript cannot hold. It must be passed on as it is, never copied. */
export function isRawNumber(value: unknown): boolean {
  return json.isRawJSON(value);
}

/** True for what a text that was nested too deeply was cut at. */
export function isCut(value: unknown): boolean {
  return value === CUT;
}

/** The text with each number that would change as a string: `mark` and its digits. */
function marked(text: string, mark: string): string {
  const parts: string[] = [];
  for (let at = 0; at < text.length;) {
    const quote = text.indexOf('"', at);
    const end = quote < 0 ? text.length : quote;
    parts.push(text.slice(at, end).replaceAll(NUMBER, (digits) => kept(digits, mark)));
    if (quote < 0) break;
    at = endOfString(text, quote);
    parts.push(text.slice(quote, at));
  }
  return parts.join("");
}

function kept(digits: string, mark: string): string {
  if (JSON.stringify(Number(digits)) === digits) return digits;
  // Refuses what is no JSON number, as the parser would have.
  json.rawJSON(digits);
  return `"${mark}${digits}"`;
}

/** The first place after the string that begins at `quote`. */
function endOfString(text: string, quote: number): number {
  for (let end = text.indexOf('"', quote + 1); end >= 0; end = text.indexOf('"', end + 1)) {
    let before = end;
    while (text[before - 1] === "\\") before -= 1;
    if ((end - before) % 2 === 0) return end + 1;
  }
  return text.length;
}

/** What no string of the text begins with. */
function markFor(text: string): string {
  for (let number = 0; ; number += 1) {
    const mark = `number ${number}: `;
    if (!text.includes(`"${mark}`)) return mark;
  }
}

/** Puts raw numbers where `mark` stands, and cuts what is too deep: so it calls itself no deeper. */
function walked(root: unknown, mark: string | null): unknown {
  const whole = { root };
  walk(whole, mark, 0);
  return whole.root;
}

function walk(parent: object, mark: string | null, depth: number): void {
  // Of a list these are its places.
  const fields = parent as { [key: string]: unknown };
  for (const key in fields) {
    const value = fields[key];
    if (typeof value === "object" && value !== null) {
      if (depth < LEVELS_MAX) walk(value, mark, depth + 1);
      else replace(fields, key, CUT);
    } else if (mark !== null && typeof value === "string" && value.startsWith(mark)) {
      replace(fields, key, json.rawJSON(value.slice(mark.length)));
    }
  }
}

/** Defined, not assigned: `__proto__` may be the name of a field. */
function replace(parent: object, key: string, value: unknown): void {
  const as = { value, enumerable: true, configurable: true, writable: true };
  Object.defineProperty(parent, key, as);
}
