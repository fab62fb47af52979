import { z } from "zod";

import { createHttp } from "../http.ts";
import type { Http, HttpOptions } from "../http.ts";
import { PerMinute } from "../per-minute.ts";

/** The `Id` of a row of the workbooks' Streams, as in `roles`. */
const Cohort = z.string().min(1);
const Id = z.string().regex(/^-?\d{1,15}$/, "an id such as -1001234567890");

const Chat = z.strictObject({
  /** Whose chat it is; left out, it is everybody's. */
  cohort: Cohort.optional(),
  /** By the topic's id; a topic that is not named is as its chat. */
  topics: z.record(z.string().regex(/^\d+$/, "a topic's id such as 4"), Cohort).optional(),
  /** The basic group that became this supergroup: only where no bot was there to see it. */
  migratedFrom: Id.optional(),
});

const path = z.string().min(1);

/** What `vklad.config.ts` says of a community's chats. */
export const telegramSettings = z.strictObject({
  url: z.url({ protocol: /^https?$/ }).default("https://api.telegram.org"),
  perMinute: PerMinute,
  /** By id, as bots see it. No other chat is read, and no private one whatever stands here. */
  chats: z.record(Id, Chat),
  /** Who moves: we ask for updates, or Telegram brings them to `/hooks/telegram` of the gateway. */
  updates: z.enum(["polling", "webhook"]).default("polling"),
  /** Folders of Telegram Desktop's exports, or their `result.json`. */
  export: z.union([path, z.array(path)]).optional(),
});

export type Chats = z.output<typeof telegramSettings>["chats"];

export interface TelegramConnection extends Partial<
  Pick<HttpOptions, "perSecond" | "burst" | "clock" | "deadlineMs" | "limiter" | "usage">
> {
  readonly url: string;
  readonly token: string;
}

/** Far below what a bot may ask (30 a second). */
const PER_SECOND = 5;

/** The client of one bot. Its token stands in the path, so no message names that. */
export function telegramHttp({ token, ...options }: TelegramConnection): Http {
  if (!/^\d+:[\w-]+$/.test(token)) {
    throw new Error(
      "The token of the bot is not one; expected digits, a colon and letters, as BotFather gives it.",
    );
  }
  return createHttp({
    perSecond: PER_SECOND,
    burst: 5,
    ...options,
    system: "Telegram",
    secretPath: `/bot${token}`,
    codeOf: conflictIn,
  });
}

/** Telegram has no codes but the status: what a 409 is about is said in a sentence. */
function conflictIn(body: unknown): string | null {
  if (typeof body !== "object" || body === null) return null;
  const said: unknown = Object.entries(body).find(([name]) => name === "description")?.[1];
  if (typeof said !== "string") return null;
  if (said.includes("webhook")) return "webhook";
  return said.includes("other getUpdates request") ? "poller" : null;
}
