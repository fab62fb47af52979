/** A guild with a bot in it, and a reader of its twin. No product code imports this. */
import { onTestFinished } from "vitest";

import { standingClock } from "../clock.ts";
import { createGuild } from "./guild.ts";
import type { Rates } from "./rates.ts";
import { discordTwin } from "./twin.ts";
import type { Intents } from "./view.ts";

export const DAY = 86_400_000;
export const NOW = Date.parse("2026-10-05T09:00:00Z");

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  /** Parsed JSON, or the text where it is none. */
  readonly body: any;
}

export async function givenGuild({
  intents,
  rates,
}: { readonly intents?: Partial<Intents>; readonly rates?: Rates } = {}) {
  const clock = standingClock(NOW);
  const guild = createGuild({ clock, name: "Клуб", createdAt: NOW - 100 * DAY });
  const { changes, state } = guild;
  const account = (username: string, days: number, isBot = false) => {
    const id = changes.addUser({ username, isBot, at: NOW - days * DAY });
    changes.join(id, { at: NOW - 90 * DAY });
    return id;
  };
  const [bot, anna, boris] = [
    account("vklad", 99, true),
    account("anna", 98),
    account("boris", 97),
  ];
  const twin = await discordTwin({
    ...{ guild, clock, token: "bot-token", botId: bot },
    ...(intents === undefined ? {} : { intents }),
    ...(rates === undefined ? {} : { rates }),
  });
  onTestFinished(() => twin.close());
  return {
    ...{ twin, clock, changes, state, bot, anna, boris },
    guildId: state.id,
    general: state.systemChannelId ?? "",
    async get(path: string, authorization = "Bot bot-token"): Promise<Answer> {
      const reply = await fetch(`${twin.url}/api/v10${path}`, { headers: { authorization } });
      const { status, headers } = reply;
      const text = await reply.text();
      try {
        return { status, headers, body: JSON.parse(text) };
      } catch {
        return { status, headers, body: text };
      }
    },
  };
}
