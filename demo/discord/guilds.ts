import type { APIGuildMember, RESTAPIPartialCurrentUserGuild } from "discord-api-types/v10";

import type { Reply, Request } from "../loopback.ts";
import { asFaulted, idIn, isReply, limitIn } from "./paging.ts";
import { invalidForm, MISSING_ACCESS, UNKNOWN_CHANNEL, UNKNOWN_GUILD } from "./replies.ts";
import { compareIds, instantOf } from "./snowflake.ts";
import type { GuildView } from "./view.ts";

const ok = (body: unknown): Reply => ({ status: 200, body });

/** https://discord.com/developers/docs/resources/guild and …/user */
export function answerGuilds(view: GuildView, path: string, request: Request): Reply | null {
  if (path === "/users/@me") return ok(view.userJson(view.state.user(view.botId)));
  if (path === "/users/@me/guilds") return ok(view.isMember() ? [partialGuild(view)] : []);
  const [, id, what = ""] = /^\/guilds\/(\d+)(\/.+)?$/.exec(path) ?? [];
  if (id === undefined) return null;
  if (id !== view.state.id) return UNKNOWN_GUILD;
  if (!view.isMember()) return MISSING_ACCESS;
  switch (what) {
    case "":
      return ok(wholeGuild(view, request));
    case "/channels":
      return ok(asFaulted(view.channels().map(view.channelJson), request));
    case "/members":
      return members(view, request);
    case "/roles":
      return ok([everyone(view)]);
    case "/emojis":
      return ok(view.state.emojis.map(emojiJson));
    case "/threads/active":
      return ok(activeThreads(view, request));
    default:
      return null;
  }
}

/** https://discord.com/developers/docs/resources/channel */
export function answerChannels(view: GuildView, path: string, request: Request): Reply | null {
  const [, id, what = ""] = /^\/channels\/(\d+)(\/threads\/archived\/\w+)?$/.exec(path) ?? [];
  if (id === undefined) return null;
  const access = view.accessTo(id);
  if (access === null) return UNKNOWN_CHANNEL;
  if (access === "hidden") return MISSING_ACCESS;
  if (what === "/threads/archived/public") return archivedThreads(view, id, request);
  // It takes the right to manage threads.
  if (what === "/threads/archived/private") return MISSING_ACCESS;
  if (what !== "") return null;
  const channel = view.state.channels.get(id);
  return ok(
    channel === undefined ? view.threadJson(view.state.thread(id)) : view.channelJson(channel),
  );
}

function partialGuild(view: GuildView): RESTAPIPartialCurrentUserGuild {
  return { ...view.guildJson(), owner: false, permissions: "66560" };
}

function wholeGuild(view: GuildView, { query }: Request) {
  const { state } = view;
  const count = view.members().length;
  return {
    ...view.guildJson(),
    description: null,
    splash: null,
    discovery_splash: null,
    home_header: null,
    emojis: state.emojis.map(emojiJson),
    stickers: [],
    owner_id: view.members()[0]?.id ?? view.botId,
    application_id: null,
    region: "russia",
    afk_channel_id: null,
    afk_timeout: 300,
    system_channel_id: state.systemChannelId,
    system_channel_flags: 0,
    widget_enabled: false,
    widget_channel_id: null,
    verification_level: 1,
    roles: [everyone(view)],
    default_message_notifications: 1,
    mfa_level: 0,
    explicit_content_filter: 2,
    max_presences: null,
    max_members: 500_000,
    max_video_channel_users: 25,
    max_stage_video_channel_users: 50,
    vanity_url_code: null,
    premium_tier: 0,
    premium_subscription_count: 0,
    preferred_locale: "ru",
    rules_channel_id: null,
    public_updates_channel_id: null,
    safety_alerts_channel_id: null,
    hub_type: null,
    premium_progress_bar_enabled: false,
    nsfw: false,
    nsfw_level: 0,
    incidents_data: null,
    ...(query.get("with_counts") === "true"
      ? { approximate_member_count: count, approximate_presence_count: count }
      : {}),
  };
}

/** The role that everybody has bears the guild's id. */
function everyone({ state }: GuildView) {
  return {
    id: state.id,
    name: "@everyone",
    description: null,
    permissions: "66560",
    position: 0,
    color: 0,
    colors: { primary_color: 0, secondary_color: null, tertiary_color: null },
    hoist: false,
    managed: false,
    mentionable: false,
    icon: null,
    unicode_emoji: null,
    flags: 0,
  };
}

function emojiJson({ id, name }: { readonly id: string | null; readonly name: string }) {
  const uses = { require_colons: true, managed: false, animated: false, available: true };
  return { id, name, roles: [], ...uses };
}

/** Only an application with the privileged intent is told who is there. */
function members(view: GuildView, request: Request): Reply {
  if (!view.intents.members) return MISSING_ACCESS;
  const limit = limitIn(request, { max: 1_000, otherwise: 1 });
  if (isReply(limit)) return limit;
  const after = idIn(request, "after");
  if (isReply(after)) return after;
  const page: readonly APIGuildMember[] = view
    .members()
    .filter(({ id }) => after === null || compareIds(id, after) > 0)
    .slice(0, limit)
    .map(view.memberJson);
  return ok(asFaulted(page, request));
}

/** All that are not put away, public ones and those the bot is in, newest first. */
function activeThreads(view: GuildView, request: Request) {
  const threads = view
    .threads()
    .filter((thread) => view.accessTo(thread.id) !== "hidden" && view.archivedAt(thread) === null)
    .toSorted((a, b) => compareIds(b.id, a.id));
  return { threads: asFaulted(threads.map(view.threadJson), request), members: [] };
}

/** Those put away last come first, by when that was: an id does not tell. */
function archivedThreads(view: GuildView, channel: string, request: Request): Reply {
  const limit = limitIn(request, { max: 100, otherwise: 50 });
  if (isReply(limit)) return limit;
  const given = request.query.get("before");
  const before = given === null ? Infinity : instantIn(given);
  if (Number.isNaN(before)) {
    const found = `Value "${given}" is not an ISO8601 timestamp.`;
    return invalidForm("before", "DATETIME_TYPE_INVALID", found);
  }
  const isPastShown = view.accessTo(channel) === "read";
  const archived = view
    .threads()
    .filter((thread) => thread.channelId === channel && !thread.isPrivate && isPastShown)
    .map((thread) => ({ thread, at: view.archivedAt(thread) }))
    .filter((one): one is { thread: typeof one.thread; at: number } => one.at !== null)
    .filter(({ at }) => at < before)
    .toSorted((a, b) => b.at - a.at || compareIds(b.thread.id, a.thread.id));
  const page = archived.slice(0, limit).map(({ thread }) => view.threadJson(thread));
  return ok({
    threads: asFaulted(page, request),
    members: [],
    has_more: archived.length > limit,
  });
}

function instantIn(text: string): number {
  return /^\d{15,}$/.test(text) ? instantOf(text) : Date.parse(text);
}
