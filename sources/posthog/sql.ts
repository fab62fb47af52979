/** Literals of HogQL. What a system sent goes into a query through these alone. */

const ESCAPED: Readonly<Record<string, string>> = {
  "\\": "\\\\",
  "'": "\\'",
  "\0": "\\0",
  "\b": "\\b",
  "\f": "\\f",
  "\n": "\\n",
  "\r": "\\r",
  "\t": "\\t",
};

/** A text, whatever it holds. */
export function text(value: string): string {
  // oxlint-disable-next-line no-control-regex -- These are what has to be escaped.
  return `'${value.replaceAll(/[\\'\0\b\f\n\r\t]/gu, (found) => ESCAPED[found] ?? found)}'`;
}

/** An instant as `inMicroseconds` writes it. */
export function instant(value: string): string {
  return `toDateTime64(${text(value.replace("T", " ").replace("Z", ""))}, 6, 'UTC')`;
}

/** The UTC day of such an instant. */
export function day(value: string): string {
  return text(value.slice(0, 10));
}
