import type { Clock } from "../clock.ts";
import type { Queued, UpdateQueue } from "./queue.ts";

export interface Hook {
  readonly url: string;
  readonly secretToken: string | null;
}

export interface Delivered {
  readonly deliveredCount: number;
  readonly failedCount: number;
}

const BACKOFF_FIRST_MS = 1_000;
const BACKOFF_MS_MAX = 10 * 60_000;

/**
 * Brings waiting updates to a webhook: those of one chat one after the other, those of several at once,
 * so that only within a chat their order holds. One that is refused comes again, later each time and
 * not before `Retry-After`, until its life is over.
 */
export function createDelivery({
  queue,
  clock,
}: {
  readonly queue: UpdateQueue;
  readonly clock: Clock;
}) {
  const waits = new Map<number, { readonly tries: number; readonly until: number }>();
  let lastError: { readonly date: number; readonly message: string } | null = null;

  async function send(
    { url, secretToken }: Hook,
    { update_id, body }: Queued,
  ): Promise<number | null> {
    const reply = await fetch(url, {
      method: "POST",
      headers: {
        "content-type": "application/json",
        ...(secretToken === null ? {} : { "x-telegram-bot-api-secret-token": secretToken }),
      },
      body: JSON.stringify({ update_id, ...body }),
    });
    await reply.arrayBuffer();
    if (reply.ok) return null;
    lastError = {
      date: Math.floor(clock.now() / 1000),
      message: `Wrong response from the webhook: ${reply.status}`,
    };
    return Number(reply.headers.get("retry-after") ?? 0) * 1000;
  }

  async function deliverChat(hook: Hook, updates: readonly Queued[]): Promise<Delivered> {
    let deliveredCount = 0;
    for (const update of updates) {
      const waiting = waits.get(update.update_id);
      if (waiting !== undefined && waiting.until > clock.now())
        return { deliveredCount, failedCount: 0 };
      const askedMs = await send(hook, update).catch(() => 0);
      if (askedMs === null) {
        queue.confirm(update.update_id);
        waits.delete(update.update_id);
        deliveredCount += 1;
        continue;
      }
      const tries = (waiting?.tries ?? 0) + 1;
      const ms = Math.max(askedMs, Math.min(BACKOFF_MS_MAX, BACKOFF_FIRST_MS * 2 ** (tries - 1)));
      waits.set(update.update_id, { tries, until: clock.now() + ms });
      return { deliveredCount, failedCount: 1 };
    }
    return { deliveredCount, failedCount: 0 };
  }

  return {
    lastError: () => lastError,

    async deliver(hook: Hook): Promise<Delivered> {
      const chats = Map.groupBy(queue.waiting(clock.now()), ({ chatId }) => chatId);
      const done = await Promise.all(
        [...chats.values()].map((updates) => deliverChat(hook, updates)),
      );
      return {
        deliveredCount: done.reduce((sum, one) => sum + one.deliveredCount, 0),
        failedCount: done.reduce((sum, one) => sum + one.failedCount, 0),
      };
    },
  };
}
