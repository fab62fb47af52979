import { discord } from "../../../sources/discord/connector.ts";
import { readGuild, readRightsOfAll } from "../../../sources/discord/guild.ts";
import { proposeChannels } from "../../../sources/discord/mapping/propose.ts";
import { discordHttp } from "../../../sources/discord/options.ts";
import { discourse } from "../../../sources/discourse/connector.ts";
import { readCategories } from "../../../sources/discourse/categories.ts";
import { proposeMeanings } from "../../../sources/discourse/meaning/propose.ts";
import { discourseHttp } from "../../../sources/discourse/options.ts";
import { nocodb } from "../../../sources/nocodb/connector.ts";
import { examine } from "../../../sources/nocodb/mapping/examine.ts";
import { propose, settingsOf } from "../../../sources/nocodb/mapping/propose/propose.ts";
import { describeBases, samplesFrom } from "../../../sources/nocodb/mapping/propose/read-base.ts";
import { nocodbHttp } from "../../../sources/nocodb/options.ts";
import type { Json } from "../../../sources/source.ts";
import { connectionsOf } from "../../community/connections.ts";
import { type Start, start } from "../../runtime/start.ts";
import { MapUnknownError, SourceUnnamedError } from "../errors.ts";
import { categoryText } from "../mapping/category-text.ts";
import { channelText } from "../mapping/channel-text.ts";
import { proposalText } from "../mapping/proposal-text.ts";
import type { CommonOptions } from "../options.ts";

/** How long reading the structure of a system may take. */
const READ_MS_MAX = 5 * 60_000;

type Started = Pick<Start, "config" | "locale">;
type Propose = (started: Started, file: string) => Promise<readonly string[]>;

const PROPOSALS: Readonly<Record<string, Propose>> = {
  [nocodb.name]: proposeTables,
  [discourse.name]: proposeCategories,
  [discord.name]: proposeChannelsOf,
};

/** Proposes what is what in a system, and prints it for the configuration; changes nothing. */
export async function sourcesMap(options: CommonOptions, system: string): Promise<void> {
  const proposal = PROPOSALS[system];
  if (proposal === undefined) throw new MapUnknownError(system, Object.keys(PROPOSALS));
  const { config, terminal, locale } = await start(options);
  for (const line of await proposal({ config, locale }, options.config)) terminal.line(line);
}

async function proposeTables({ config, locale }: Started, file: string) {
  const settings = config.sources.nocodb;
  if (settings === undefined) throw new SourceUnnamedError(nocodb.name, file);
  const { systems } = connectionsOf(config, process.env, [nocodb]);
  const { token } = systems[nocodb.name] as { token: string };
  const http = nocodbHttp({ url: settings.url, token });
  const signal = AbortSignal.timeout(READ_MS_MAX);
  const described = await describeBases({ http, bases: [settings.baseId].flat() }, signal);
  const proposal = await propose(described, samplesFrom({ http }, signal));
  const columnsOf = new Map(described.map(({ id, columns }) => [id, columns]));
  const gaps = await examine(described, settingsOf(proposal), async ({ id }) => {
    return { columns: columnsOf.get(id) ?? [] } as unknown as Json;
  });
  return proposalText({ proposal, gaps, file }, locale);
}

async function proposeCategories({ config, locale }: Started, file: string) {
  const settings = config.sources.discourse;
  if (settings === undefined) throw new SourceUnnamedError(discourse.name, file);
  const { systems } = connectionsOf(config, process.env, [discourse]);
  const keys = systems[discourse.name] as { apiKey: string; apiUsername: string };
  const http = discourseHttp({ url: settings.url, ...keys });
  const read = await readCategories(http, AbortSignal.timeout(READ_MS_MAX));
  const proposal = proposeMeanings(read, settings.categories ?? {});
  return categoryText(proposal, { file, locale });
}

async function proposeChannelsOf({ config, locale }: Started, file: string) {
  const settings = config.sources.discord;
  if (settings === undefined) throw new SourceUnnamedError(discord.name, file);
  const { systems } = connectionsOf(config, process.env, [discord]);
  const { token } = systems[discord.name] as { token: string };
  const { url, guild, channels: configured = {} } = settings;
  const options = { http: discordHttp({ url, token }), guild, channels: configured };
  const signal = AbortSignal.timeout(READ_MS_MAX);
  const rightsOfAll = await readRightsOfAll(options, signal);
  const read = await readGuild(options, signal);
  return channelText(proposeChannels(read, { guild, configured, rightsOfAll }), { file, locale });
}
