import { nocodb } from "../../../sources/nocodb/connector.ts";
import { examine } from "../../../sources/nocodb/mapping/examine.ts";
import { propose, settingsOf } from "../../../sources/nocodb/mapping/propose/propose.ts";
import { describeBases, samplesFrom } from "../../../sources/nocodb/mapping/propose/read-base.ts";
import { nocodbHttp } from "../../../sources/nocodb/options.ts";
import type { Json } from "../../../sources/source.ts";
import { connectionsOf } from "../../community/connections.ts";
import { start } from "../../runtime/start.ts";
import { MapUnknownError, SourceUnnamedError } from "../errors.ts";
import { proposalText } from "../mapping/proposal-text.ts";
import type { CommonOptions } from "../options.ts";

/** How long reading the structure of the bases may take. */
const READ_MS_MAX = 5 * 60_000;

/** Proposes which table of a base is what, and prints it for the configuration; changes nothing. */
export async function sourcesMap(options: CommonOptions, system: string): Promise<void> {
  if (system !== nocodb.name) throw new MapUnknownError(system, nocodb.name);
  const { config, terminal, locale } = await start(options);
  const settings = config.sources.nocodb;
  if (settings === undefined) throw new SourceUnnamedError(nocodb.name, options.config);
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
  for (const line of proposalText({ proposal, gaps, file: options.config }, locale))
    terminal.line(line);
}
