import { z } from "zod";

import { type Clock, systemClock } from "../clock.ts";
import type { Probe } from "../connector.ts";
import type { Http } from "../http.ts";
import { assertDelivered } from "./delivered.ts";
import { TelegramConflictError } from "./errors.ts";
import { telegramMessagesStream } from "./message-stream.ts";

const Webhook = z.object({
  ok: z.literal(true),
  result: z.object({ url: z.string(), pending_update_count: z.int() }),
});

interface ProbeOptions {
  readonly updates?: "polling" | "webhook";
  readonly clock?: Clock | undefined;
}

/**
 * How many updates wait, and that nobody else takes them. `getUpdates` itself would end the poll of a
 * running Vklad.
 */
export function telegramProbes(
  http: Http,
  { updates = "polling", clock = systemClock }: ProbeOptions = {},
): Readonly<Record<string, Probe>> {
  return {
    async [telegramMessagesStream.name](signal) {
      if (updates === "webhook")
        return assertDelivered(http, { until: new Date(clock.now()).toISOString(), signal });
      const { result } = await http.get(Webhook, "/getWebhookInfo", { signal });
      if (result.url !== "") throw new TelegramConflictError("webhook", null);
      return result.pending_update_count;
    },
  };
}
