/**
 * A twin of Discord's REST API v10 on the loopback interface, for a bot that reads one guild: the
 * replies have the shapes of `discord-api-types` and of recorded ones, and the traps of the real API.
 *
 * It leaves out the gateway, writing, direct messages, attachments, stickers, polls, webhooks, roles
 * beside @everyone (a channel's access is said outright), super reactions, private threads that the
 * bot is in, and the ban of an address after ten thousand refused requests.
 *
 * API: https://discord.com/developers/docs/reference
 */
import type { Clock } from "../clock.ts";
import { createFaults, type Faults } from "../faults.ts";
import { serveLoopback, type Loopback, type Reply, type Request } from "../loopback.ts";
import type { Guild, GuildChanges } from "./guild.ts";
import { answerChannels, answerGuilds } from "./guilds.ts";
import { answerMessages } from "./messages.ts";
import { createRates, type Rates } from "./rates.ts";
import { discordFault, NO_ROUTE, UNAUTHORIZED, WRONG_VERSION } from "./replies.ts";
import { truthOf, type DiscordTruth } from "./truth.ts";
import { type Intents, viewGuild } from "./view.ts";

export interface DiscordTwin extends Loopback {
  readonly faults: Faults;
  /** What people do in the guild, at the clock's time. */
  readonly guild: GuildChanges;
  /** May be changed: what the application was granted, and what was taken away. */
  readonly intents: Intents;
  truth(): DiscordTruth;
}

export interface DiscordTwinOptions {
  readonly guild: Guild;
  readonly clock: Clock;
  /** Sent as `Authorization: Bot …`. */
  readonly token: string;
  /** Whose token it is; a user of the guild, who has to join it. */
  readonly botId: string;
  readonly intents?: Partial<Intents>;
  /** Null, as without it: nothing is limited. */
  readonly rates?: Rates | null;
}

export async function discordTwin(options: DiscordTwinOptions): Promise<DiscordTwin> {
  const { guild, clock, token, botId, rates = null } = options;
  const intents: Intents = { messageContent: true, members: true, ...options.intents };
  const view = viewGuild(guild.state, { botId, intents });
  const limits = createRates(rates, clock);
  const faults = createFaults();

  function handle(request: Request): Reply {
    const [, version, path] = /^\/api\/v(\d+)(\/.*)$/.exec(request.path) ?? [];
    if (version === undefined || path === undefined) return NO_ROUTE;
    if (version !== "10") return WRONG_VERSION;
    // Whoever is nobody is limited by address, which is not acted out.
    if (request.headers.authorization !== `Bot ${token}`) return UNAUTHORIZED;
    const refused = limits.refusal(path);
    if (refused !== null) return refused;
    const reply =
      answerMessages(view, path, request) ??
      answerChannels(view, path, request) ??
      answerGuilds(view, path, request) ??
      NO_ROUTE;
    return { ...reply, headers: { ...limits.headers(path), ...reply.headers } };
  }

  const server = await serveLoopback(handle, faults, discordFault);
  return { ...server, faults, guild: guild.changes, intents, truth: () => truthOf(view) };
}
