import type { TakenFault } from "../faults.ts";
import type { Reply } from "../loopback.ts";

/** A refusal as Discord words it: status, its own code, and a sentence. */
export function refusal(status: number, code: number, message: string): Reply {
  return { status, body: { message, code } };
}

export const UNAUTHORIZED = refusal(401, 0, "401: Unauthorized");
export const NO_ROUTE = refusal(404, 0, "404: Not Found");
export const MISSING_ACCESS = refusal(403, 50_001, "Missing Access");
export const UNKNOWN_CHANNEL = refusal(404, 10_003, "Unknown Channel");
export const UNKNOWN_GUILD = refusal(404, 10_004, "Unknown Guild");
export const UNKNOWN_MESSAGE = refusal(404, 10_008, "Unknown Message");
export const UNKNOWN_EMOJI = refusal(400, 10_014, "Unknown Emoji");
export const WRONG_CHANNEL_TYPE = refusal(
  400,
  50_024,
  "Cannot execute action on this channel type",
);
export const WRONG_VERSION = refusal(400, 50_041, "Invalid API version specified");

/** What is wrong with one parameter. */
export function invalidForm(name: string, code: string, message: string): Reply {
  return {
    status: 400,
    body: {
      message: "Invalid Form Body",
      code: 50_035,
      errors: { [name]: { _errors: [{ code, message }] } },
    },
  };
}

const LIMITED = "You are being rate limited.";

export function limited(
  headers: Readonly<Record<string, string>>,
  { retryAfterSeconds, isGlobal }: { retryAfterSeconds: number; isGlobal: boolean },
): Reply {
  return {
    status: 429,
    // In seconds, with a fraction; the header has them whole.
    body: { message: LIMITED, retry_after: retryAfterSeconds, global: isGlobal },
    headers: { ...headers, "retry-after": `${Math.ceil(retryAfterSeconds)}` },
  };
}

/** Faults that Discord has otherwise than others have them; null for the rest. */
export function discordFault({ fault, retryAfterSeconds }: TakenFault): Reply | null {
  const wait = { retryAfterSeconds };
  switch (fault) {
    case "rate_limit_json":
      return limited({ "x-ratelimit-scope": "user" }, { ...wait, isGlobal: false });
    case "rate_limit_global": {
      const headers = { "x-ratelimit-global": "true", "x-ratelimit-scope": "global" };
      return limited(headers, { ...wait, isGlobal: true });
    }
    // Cloudflare before Discord, once an address has asked for too much that is refused.
    case "rate_limit_text":
      return {
        status: 429,
        body: "error code: 1015",
        headers: { "retry-after": `${retryAfterSeconds}` },
      };
    case "rate_limit_bare":
      return { status: 429, body: "error code: 1015" };
    case "not_found":
      return UNKNOWN_CHANNEL;
    case "forbidden":
      return MISSING_ACCESS;
    default:
      return null;
  }
}
