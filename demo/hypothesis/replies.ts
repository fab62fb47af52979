import type { Reply } from "../loopback.ts";

/** Of what is not there and of what the token may not see the service says the same. */
export const NOT_FOUND: Reply = {
  status: 404,
  body: {
    status: "failure",
    reason:
      "Either the resource you requested doesn't exist, or you are not currently authorized to see it.",
  },
};

export const LIMITED: Reply = {
  status: 429,
  body: { status: "failure", reason: "Request rate limit exceeded" },
};

export function invalid(reason: string): Reply {
  return { status: 400, body: { status: "failure", reason } };
}

/** A whole number of a query within its bounds, or why it is refused. */
export function wholeIn(
  query: URLSearchParams,
  name: string,
  { low, high, absent }: { readonly low: number; readonly high: number; readonly absent: number },
): number | Reply {
  const text = query.get(name);
  if (text === null) return absent;
  if (!/^-?\d+$/.test(text)) return invalid(`${name}: "${text}" is not a number`);
  const value = Number(text);
  if (value < low) return invalid(`${name}: ${value} is less than minimum value ${low}`);
  if (value > high) return invalid(`${name}: ${value} is greater than maximum value ${high}`);
  return value;
}
