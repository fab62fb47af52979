import type { Reply, Request } from "../loopback.ts";
import { isSameEmoji } from "./guild.ts";
import type { Emoji, StoredMessage } from "./guild-state.ts";
import { asFaulted, idIn, isReply, limitIn } from "./paging.ts";
import {
  MISSING_ACCESS,
  UNKNOWN_CHANNEL,
  UNKNOWN_EMOJI,
  UNKNOWN_MESSAGE,
  WRONG_CHANNEL_TYPE,
} from "./replies.ts";
import { compareIds } from "./snowflake.ts";
import type { GuildView } from "./view.ts";

const MESSAGES = /^\/channels\/(\d+)\/messages$/;
const MESSAGE = /^\/channels\/(\d+)\/messages\/(\d+)$/;
const REACTIONS = /^\/channels\/(\d+)\/messages\/(\d+)\/reactions\/([^/]+)$/;

/** https://discord.com/developers/docs/resources/message */
export function answerMessages(view: GuildView, path: string, request: Request): Reply | null {
  const [, ofList] = MESSAGES.exec(path) ?? [];
  if (ofList !== undefined) return refused(view, ofList) ?? listed(view, ofList, request);
  const [, channel, id, emoji] = REACTIONS.exec(path) ?? MESSAGE.exec(path) ?? [];
  if (channel === undefined || id === undefined) return null;
  const no = refused(view, channel);
  if (no !== null) return no;
  const message = shownIn(view, channel).find((one) => one.id === id);
  if (message === undefined) return UNKNOWN_MESSAGE;
  if (emoji === undefined) return { status: 200, body: view.messageJson(message) };
  return reactors(view, message, { emoji: decodeURIComponent(emoji), request });
}

/** Why a channel's messages are not shown at all; null where they are. */
function refused(view: GuildView, channel: string): Reply | null {
  const access = view.accessTo(channel);
  if (access === null) return UNKNOWN_CHANNEL;
  if (access === "hidden") return MISSING_ACCESS;
  const kind = view.state.channels.get(channel)?.kind;
  // A forum's messages are those of its threads.
  return kind === "category" || kind === "forum" ? WRONG_CHANNEL_TYPE : null;
}

/** Without the right to read the past there is none, and no word of it. */
function shownIn(view: GuildView, channel: string): readonly StoredMessage[] {
  return view.accessTo(channel) === "no_history" ? [] : view.messagesIn(channel);
}

function listed(view: GuildView, channel: string, request: Request): Reply {
  const limit = limitIn(request, { max: 100, otherwise: 50 });
  if (isReply(limit)) return limit;
  const [around, before, after] = ["around", "before", "after"].map((name) => idIn(request, name));
  for (const id of [around, before, after]) if (isReply(id)) return id;
  const all = shownIn(view, channel);
  const chosen = chosenFrom(all, limit, {
    around: around as string | null,
    before: before as string | null,
    after: after as string | null,
  });
  const newestFirst = chosen.toReversed().map((message) => view.messageJson(message));
  return { status: 200, body: asFaulted(newestFirst, request) };
}

/**
 * Oldest first. `after` gives the ones that follow at once, not the newest ones; of several bounds
 * the first of `around`, `before`, `after` counts.
 */
function chosenFrom(
  all: readonly StoredMessage[],
  limit: number,
  { around, before, after }: Readonly<Record<"around" | "before" | "after", string | null>>,
): readonly StoredMessage[] {
  const isAbove = (id: string) => (one: StoredMessage) => compareIds(one.id, id) > 0;
  const isBelow = (id: string) => (one: StoredMessage) => compareIds(one.id, id) < 0;
  if (around !== null) {
    const half = limit >> 1;
    const below = all.filter(isBelow(around)).slice(-half);
    const from = all.filter((one) => !isBelow(around)(one));
    return [...(half === 0 ? [] : below), ...from.slice(0, limit - half)];
  }
  if (before !== null) return all.filter(isBelow(before)).slice(-limit);
  if (after !== null) return all.filter(isAbove(after)).slice(0, limit);
  return all.slice(-limit);
}

function reactors(
  view: GuildView,
  message: StoredMessage,
  { emoji, request }: { readonly emoji: string; readonly request: Request },
): Reply {
  const asked = emojiIn(view, emoji);
  if (asked === null) return UNKNOWN_EMOJI;
  const limit = limitIn(request, { max: 100, otherwise: 25 });
  if (isReply(limit)) return limit;
  const after = idIn(request, "after");
  if (isReply(after)) return after;
  const users = view.reactionsOf(message).find((one) => isSameEmoji(one.emoji, asked))?.users ?? [];
  const page = users
    .filter(({ id }) => after === null || compareIds(id, after) > 0)
    .slice(0, limit)
    .map((user) => view.userJson(user));
  return { status: 200, body: asFaulted(page, request) };
}

/** `name:id` for the guild's own, where the name may be any; else a character. */
function emojiIn({ state }: GuildView, text: string): Emoji | null {
  const [, id] = /^[^:]+:(\d+)$/.exec(text) ?? [];
  if (id !== undefined) return state.emojis.find((one) => one.id === id) ?? null;
  return /\p{Extended_Pictographic}|\p{Regional_Indicator}/u.test(text)
    ? { id: null, name: text }
    : null;
}
