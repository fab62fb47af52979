import type { TakenFault } from "../faults.ts";
import type { Reply } from "../loopback.ts";

export function ok(result: unknown): Reply {
  return { status: 200, body: { ok: true, result } };
}

export function refused(
  error_code: number,
  description: string,
  parameters?: { readonly retry_after?: number; readonly migrate_to_chat_id?: number },
): Reply {
  const wait = parameters?.retry_after;
  return {
    status: error_code,
    body: {
      ok: false,
      error_code,
      description,
      ...(parameters === undefined ? {} : { parameters }),
    },
    ...(wait === undefined ? {} : { headers: { "retry-after": `${wait}` } }),
  };
}

export const OTHER_POLLER = refused(
  409,
  "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running",
);

/** Faults as the Bot API says them; the others are as anywhere. */
export function ownReply({ fault, retryAfterSeconds }: TakenFault): Reply | null {
  switch (fault) {
    case "rate_limit_text":
    case "rate_limit_json":
      return refused(429, `Too Many Requests: retry after ${retryAfterSeconds}`, {
        retry_after: retryAfterSeconds,
      });
    case "rate_limit_bare":
      return refused(429, "Too Many Requests");
    case "server_error":
      return refused(502, "Bad Gateway");
    case "not_found":
      return refused(404, "Not Found");
    case "forbidden":
      return refused(403, "Forbidden: bot was kicked from the supergroup chat");
    case "conflict":
      return OTHER_POLLER;
    default:
      return null;
  }
}
