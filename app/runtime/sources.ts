import type { AnyConnector } from "../../sources/connector.ts";
import type { Source, Stream } from "../../sources/source.ts";
import { type Ledger, ledgerSource, ledgerStream } from "../../warehouse/ledger/index.ts";
import type { Connections } from "../community/connections.ts";
import { connectors } from "../community/connectors.ts";
import type { IdentityKey } from "../community/identity-key.ts";

/** For commands that ask no system: only the ledger is read. */
export const noConnections: Connections = { systems: {} };

/**
 * Streams that the models read, with what tells their records apart. They have tables even where
 * no such system is connected, so that an empty community is an empty page and not an error.
 */
export const declaredStreams: readonly Stream[] = [
  ...connectors.flatMap(({ streams }) => streams),
  ledgerStream,
];

/** Every source of a community by its stream's name; the ledger is one of them. */
export function openSources(
  { systems, pace = {} }: Connections,
  { ledger, identity: { hash } }: { ledger: Ledger; identity: IdentityKey },
): ReadonlyMap<string, Source> {
  const known: readonly AnyConnector[] = connectors;
  const opened = known.flatMap((connector) => {
    const connection = systems[connector.name];
    return connection === undefined ? [] : connector.open(connection, { hash, pace });
  });
  const sources = [...opened, ledgerSource(ledger) as unknown as Source];
  return new Map(sources.map((source) => [source.name, source]));
}

/** Streams whose deletions only a sweep finds. */
export function sweptStreams(sources: ReadonlyMap<string, Source>): string[] {
  return [...sources].filter(([, { sweep }]) => sweep !== undefined).map(([name]) => name);
}
