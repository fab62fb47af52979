import type { Reply } from "../loopback.ts";

/** As Django REST framework words them for PostHog: `type`, `code`, `detail`, `attr`. */
export function refusal(status: number, type: string, code: string, detail: string): Reply {
  return { status, body: { type, code, detail, attr: null } };
}

export const invalid = (detail: string): Reply =>
  refusal(400, "validation_error", "invalid_input", detail);

export const notFound: Reply = refusal(404, "invalid_request", "not_found", "Not found.");

export const unauthorised: Reply = refusal(
  401,
  "authentication_error",
  "authentication_failed",
  "Invalid personal API key.",
);

export function throttled(seconds: number): Reply {
  const detail = `Request was throttled. Expected available in ${seconds} seconds.`;
  return {
    ...refusal(429, "throttled_error", "throttled", detail),
    headers: { "retry-after": `${seconds}` },
  };
}

/** The limiter of concurrency knows no time to wait, so none is said. */
export const tooManyAtOnce: Reply = refusal(
  429,
  "throttled_error",
  "concurrency_limit_exceeded",
  "You've reached the limit of 3 concurrent queries. Please try again later.",
);

export function quotaUsedUp(billingPeriodEnd: string): Reply {
  return {
    status: 402,
    body: {
      type: "quota_limited",
      code: "quota_limit_exceeded",
      detail: "You have reached your usage limit of API queries.",
      attr: null,
      extra: { billing_period_end: billingPeriodEnd },
    },
  };
}
