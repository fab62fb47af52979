import { z } from "zod";

import { systemClock } from "../clock.ts";
import { createHttp } from "../http.ts";
import type { Http, HttpOptions } from "../http.ts";
import { createBuckets } from "../http/buckets.ts";
import { Snowflake } from "./snowflake.ts";

/** What may be read, by a channel's id, and whose channel it is. */
export const Channels = z.record(
  Snowflake,
  z.strictObject({
    /** The `Id` of a row of the workbooks' Streams: a cohort. Left out, the channel is everybody's. */
    cohort: z.string().min(1).optional(),
  }),
);
export type Channels = z.output<typeof Channels>;

export interface DiscordOptions {
  readonly http: Http;
  readonly guild: string;
  /** Null where nobody has said: then nothing is read. */
  readonly channels: Channels | null;
}

export interface DiscordConnection extends Partial<
  Pick<HttpOptions, "perSecond" | "burst" | "clock" | "deadlineMs" | "limiter" | "usage">
> {
  readonly url: string;
  readonly token: string;
}

/** A tenth of what Discord allows a bot, so that the same bot may do something else, too. */
const PER_SECOND = 5;

/** Discord asks for a name of this form: https://docs.discord.com/developers/reference#user-agent. */
const USER_AGENT = "DiscordBot (https://vklad.example.org, 0.1)";

/** The client of one bot. */
export function discordHttp({ token, ...options }: DiscordConnection): Http {
  return createHttp({
    perSecond: PER_SECOND,
    burst: 5,
    ...options,
    system: "Discord",
    headers: { Authorization: `Bot ${token}`, "User-Agent": USER_AGENT },
    buckets: createBuckets(majorOf, options.clock ?? systemClock),
  });
}

/** Limits are counted for each channel and guild: `channels/17` in `/api/v10/channels/17/messages`. */
function majorOf(path: string): string {
  return /\/((?:channels|guilds)\/\d+)/.exec(path)?.[1] ?? "";
}
