/**
 * What a destination of PostHog's sends for an event: that there is one, and no more. Nothing is signed,
 * and its body is whatever a template makes of it, so it only wakes the reading of events.
 *
 * https://posthog.com/docs/cdp/destinations/webhook
 */
import { createHash } from "node:crypto";

import { secretHeader } from "../hook-checks.ts";
import type { Hook } from "../hook.ts";
import { posthogEventsStream } from "./events.ts";

export const posthogHook: Hook = {
  secret: {
    variable: "VKLAD_POSTHOG_HOOK_SECRET",
    purpose: "what the destination of PostHog sends in its header X-Vklad-Secret",
  },
  isGenuine: secretHeader("x-vklad-secret"),
  read: ({ body }) => ({
    // The template may name no id: what is sent again is the same bytes.
    id: createHash("sha256").update(body).digest("hex"),
    marks: [{ feed: posthogEventsStream.name, how: "read" }],
    kept: [],
  }),
};
