/** A bot's queue of updates as Telegram keeps it, for tests: what is confirmed is forgotten. */
import { telegramHttp } from "../telegram/options.ts";
import type { Json } from "../source.ts";
import { loopback, type Loopback, type Reply } from "./loopback.ts";

/** No bot has it. */
const TOKEN = "1:a";

export interface Bot extends AsyncDisposable {
  readonly server: Loopback;
  readonly http: ReturnType<typeof telegramHttp>;
  /** Not confirmed yet, oldest first. */
  readonly waiting: Json[];
  /** Bodies of `getUpdates`, in order. */
  readonly asked: Record<string, unknown>[];
}

export async function botServer(updates: readonly Json[] = []): Promise<Bot> {
  const waiting = [...updates];
  const asked: Record<string, unknown>[] = [];
  const server = await loopback(({ path, body }): Reply => {
    if (path !== `/bot${TOKEN}/getUpdates`) {
      return { status: 404, json: { ok: false, error_code: 404, description: "Not Found" } };
    }
    const wanted = JSON.parse(body) as Record<string, unknown>;
    asked.push(wanted);
    const { offset, limit } = wanted;
    if (typeof offset === "number") {
      const confirmed = waiting.findIndex((update) => idOf(update) === offset - 1);
      waiting.splice(0, confirmed + 1);
    }
    return { json: { ok: true, result: waiting.slice(0, Number(limit)) } };
  });
  return {
    server,
    http: telegramHttp({ url: server.url, token: TOKEN, perSecond: 1000, burst: 1000 }),
    waiting,
    asked,
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
}

function idOf(update: Json): unknown {
  return (update as { update_id?: unknown }).update_id;
}
