/**
 * JSON in which no number changes: an integer beyond 2^53 stays the text it was sent as.
 *
 * Such a number is a raw JSON value: `JSON.stringify` writes it back digit by digit, and code that
 * expects a number sees an object and quarantines it rather than round it.
 */

// TypeScript's library does not know these two yet (ES2025, in V8 since 11.4).
const json = JSON as unknown as {
  rawJSON(text: string): object;
  isRawJSON(value: unknown): boolean;
  parse(
    text: string,
    reviver: (this: unknown, key: string, value: unknown, context: { source?: string }) => unknown,
  ): unknown;
};

/** Throws a `SyntaxError` on what is not JSON, a reply cut short above all. */
export function parseExactly(text: string): unknown {
  // A reviver makes parsing several times slower, so it is used only where digits could be lost.
  if (!/\d{16}|[eE][+-]?\d{3}/.test(text)) return JSON.parse(text);
  return json.parse(text, function (_key, value, { source }) {
    if (typeof value !== "number" || source === undefined) return value;
    const isKept = Number.isInteger(value) ? Number.isSafeInteger(value) : Number.isFinite(value);
    return isKept ? value : json.rawJSON(source);
  });
}

/** A number that JavaScript cannot hold. It must be passed on as it is, never copied. */
export function isRawNumber(value: unknown): boolean {
  return json.isRawJSON(value);
}
