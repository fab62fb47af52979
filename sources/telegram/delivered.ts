import { z } from "zod";

import type { Http } from "../http.ts";
import { TelegramHookError } from "./errors.ts";
import { ALLOWED_UPDATES } from "./updates.ts";

/** Of the gateway: `/hooks/<system>`. */
const HOOK_PATH = "/hooks/telegram";

/** Telegram tries again within minutes: an older failure was overcome. */
const FAILING_MS = 60 * 60_000;

const Info = z.object({
  ok: z.literal(true),
  result: z.object({
    url: z.string(),
    pending_update_count: z.int(),
    last_error_date: z.int().optional(),
    allowed_updates: z.array(z.string()).optional(),
  }),
});

/**
 * Throws where Telegram does not bring updates to us: nothing that waits there is asked for, and it is
 * forgotten within a day. Returns how many wait.
 */
export async function assertDelivered(
  http: Http,
  { until, signal }: { readonly until: string; readonly signal: AbortSignal },
): Promise<number> {
  const { result } = await http.get(Info, "/getWebhookInfo", { signal });
  const { url, pending_update_count: waiting, last_error_date: failed, allowed_updates } = result;
  if (url === "") throw new TelegramHookError("no webhook is set for this bot");
  if (!pathOf(url).endsWith(HOOK_PATH))
    throw new TelegramHookError("the webhook of this bot leads elsewhere");
  const unnamed = ALLOWED_UPDATES.filter((kind) => !(allowed_updates ?? []).includes(kind));
  if (unnamed.length > 0)
    throw new TelegramHookError(`its allowed_updates do not name ${unnamed.join(", ")}`);
  const isFailing = failed !== undefined && Date.parse(until) - failed * 1000 < FAILING_MS;
  if (waiting > 0 && isFailing)
    throw new TelegramHookError(`${waiting} updates wait, and the last delivery failed`);
  return waiting;
}

function pathOf(url: string): string {
  return URL.canParse(url) ? new URL(url).pathname.replace(/\/+$/, "") : "";
}
