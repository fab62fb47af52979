import { inLargerPages } from "../larger-pages.ts";
import type { Feed } from "../source.ts";
import { discordChannels } from "./channels.ts";
import { discordMembers } from "./members.ts";
import { discordMessages } from "./messages.ts";
import type { DiscordOptions } from "./options.ts";
import { discordReactions } from "./reactions.ts";

const RECORDS_PER_PAGE_MAX = 1_000;
const KEYS_PER_SLICE_MAX = 5_000;

/** A page is worth a minute of waiting at most, or a worker that dies loses too much. */
const REPLIES_MAX = 200;

/** A short reply is asked for twice. */
const REPLIES_PER_PAGE_MAX = 2;

/** Every stream of one guild. They share one client, and with it one rate and what is left of it. */
export function discordFeeds(options: DiscordOptions): Feed[] {
  const repliesMax = Math.min(REPLIES_MAX, options.http.perMinute);
  const pages = {
    pagesMax: Math.max(1, Math.floor(repliesMax / REPLIES_PER_PAGE_MAX)),
    recordsMax: RECORDS_PER_PAGE_MAX,
    keysMax: KEYS_PER_SLICE_MAX,
  };
  return [
    inLargerPages(discordChannels(options), pages),
    inLargerPages(discordMembers(options), pages),
    inLargerPages(discordMessages(options), pages),
    inLargerPages(discordReactions(options), pages),
  ];
}
