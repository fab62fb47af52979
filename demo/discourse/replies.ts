import type { Reply } from "../loopback.ts";

export const NOT_FOUND: Reply = {
  status: 404,
  body: {
    errors: ["The requested URL or resource could not be found."],
    error_type: "not_found",
  },
};

/** What the key is good for, and this is not. */
export const INVALID_ACCESS: Reply = {
  status: 403,
  body: {
    errors: ["You are not permitted to view the requested resource."],
    error_type: "invalid_access",
  },
};

export function ok(body: unknown): Reply {
  return { status: 200, body };
}

/** As Ruby's `to_i` reads a parameter: what is not a number is 0. */
export function wholeNumber(text: string | null): number {
  const parsed = Number.parseInt(text ?? "", 10);
  return Number.isNaN(parsed) ? 0 : parsed;
}

/** The path without `.json`, which Discourse takes as a wish for the format. */
export function route(path: string): string {
  return path.replace(/\.json$/, "");
}
