import { Routes } from "discord-api-types/v10";

import { asSent } from "../records.ts";
import { configuredIn, isPublicThreadOf, readChannel } from "./guild.ts";
import type { DiscordOptions } from "./options.ts";
import { justBefore } from "./snowflake.ts";
import { askedAgain, refusalOf } from "./twice.ts";
import type { ReadTwice } from "./twice.ts";
import { readMessages } from "./walk.ts";

export interface Lookup {
  readonly place: string;
  /** The first message that is looked for. */
  readonly lowest: string;
  readonly signal: AbortSignal;
}

/**
 * The messages of a place from one on, for a second look: `gone` where the place is not there,
 * `hidden` where nothing can be said of it.
 */
export async function messagesFrom(
  options: DiscordOptions,
  { place, lowest, signal }: Lookup,
): Promise<ReadTwice | "gone" | "hidden"> {
  try {
    if (!(await mayBeRead(options, place, signal))) return "hidden";
    const read = await readMessages(options, { place, after: justBefore(lowest), signal });
    if (read.rows.length > 0) return read;
    // To a bot that lost the right to read what was, every channel is empty; of a message it is told.
    const path = Routes.channelMessage(place, lowest);
    await askedAgain(() => options.http.get(asSent, path, { signal }));
    return "hidden";
  } catch (error) {
    const status = refusalOf(error);
    if (status === null) throw error;
    return status === 404 ? "gone" : "hidden";
  }
}

/** Nobody asks for messages of a channel that is not configured, whatever landed of it before. */
async function mayBeRead(options: DiscordOptions, place: string, signal: AbortSignal) {
  const configured = configuredIn(options);
  if (configured[place] !== undefined) return true;
  const channel = await readChannel(options, place, signal);
  const of = channel.parent_id;
  return of != null && configured[of] !== undefined && isPublicThreadOf(channel, of);
}
