import { standingClock, type Clock } from "../clock.ts";
import { createMessenger, type Messenger, type MessengerOptions } from "./messenger.ts";
import { telegramTwin, type TelegramTwin } from "./twin.ts";

export const AS_OF = Date.parse("2026-10-05T09:00:00Z");
export const SECOND = 1_000;
export const HOUR = 3_600_000;

export interface GivenTelegram extends AsyncDisposable {
  readonly clock: Clock;
  readonly messenger: Messenger;
  readonly twin: TelegramTwin;
  call(method: string, args?: object): Promise<{ status: number; body: any; headers: Headers }>;
  /** Everything that waits, confirmed: as a poller takes it. */
  updates(args?: object): Promise<any[]>;
  pass(ms: number): void;
}

/** A bot at a clock that stands until it is told to pass. */
export async function givenTelegram(
  options: Partial<MessengerOptions> = {},
): Promise<GivenTelegram> {
  const clock = standingClock(AS_OF);
  const messenger = createMessenger({ clock, bot: { username: "vklad_bot" }, ...options });
  const twin = await telegramTwin({ messenger, token: "1:demo" });
  let offset = 0;

  async function call(method: string, args: object = {}) {
    const reply = await fetch(`${twin.url}/bot1:demo/${method}`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(args),
    });
    return { status: reply.status, headers: reply.headers, body: (await reply.json()) as any };
  }

  return {
    ...{ clock, messenger, twin, call },
    pass: (ms) => clock.set(clock.now() + ms),

    async updates(args = {}) {
      const all: any[] = [];
      for (;;) {
        // Whoever asks again at once is given one.
        clock.set(clock.now() + 4 * SECOND);
        const { body } = await call("getUpdates", { ...args, offset });
        if (body.result.length === 0) return all;
        all.push(...body.result);
        offset = body.result.at(-1).update_id + 1;
      }
    },

    [Symbol.asyncDispose]: () => twin.close(),
  };
}
