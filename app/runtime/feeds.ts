import type { AnyConnector, Counter, Pace, Probe } from "../../sources/connector.ts";
import { sourceCountsStream } from "../../sources/counts/source-counts.ts";
import { rateIn } from "../../sources/per-minute.ts";
import { mintSnapshotsStream } from "../../sources/mint/snapshots.ts";
import type { KeptContents } from "../../sources/hook.ts";
import { type Feed, type Stream, streamOf } from "../../sources/source.ts";
import { createTableReader } from "../../warehouse/duckdb/table-reader.ts";
import type { UsageStore } from "../../warehouse/usage/index.ts";
import { type Ledger, ledgerFeed, ledgerStream } from "../../warehouse/ledger/index.ts";
import type { Connections } from "../community/connections.ts";
import { connectors } from "../community/connectors.ts";
import type { IdentityKey } from "../community/identity-key.ts";

/** It is also a folder's name in landing. */
const FEED_NAME = /^[a-z][a-z0-9_]*(@[a-z][a-z0-9_]*)?$/;

/** For commands that ask no system: only the ledger is read. */
export const noConnections: Connections = { systems: {} };

/**
 * Streams that the models read, with what tells their records apart. They have tables even where
 * no such system is connected, so that an empty community is an empty page and not an error.
 */
export const declaredStreams: readonly Stream[] = [
  ...connectors.flatMap(({ streams }) => streams),
  ledgerStream,
  mintSnapshotsStream,
  sourceCountsStream,
];

/** Every feed of a community by its name; the ledger, where it is given, is one of them. */
export function openFeeds(
  { systems, pace = {} }: Connections,
  {
    ledger,
    mint = null,
    counts = null,
    kept,
    usage,
    identity: { hash },
  }: {
    readonly ledger: Pick<Ledger, "rows"> | null;
    /** The token's mint, where this process reads it. */
    readonly mint?: Feed | null;
    /** What systems say how much there is, where this process asks them. */
    readonly counts?: Feed | null;
    /** The inbox, where this process reads it. */
    readonly kept?: KeptContents;
    readonly usage?: UsageStore;
    readonly identity: IdentityKey;
  },
): ReadonlyMap<string, Feed> {
  const known: readonly AnyConnector[] = connectors;
  const tables = createTableReader();
  const opened = known.flatMap((connector) => {
    const connection = systems[connector.name];
    if (connection === undefined) return [];
    const given = kept === undefined ? {} : { kept };
    const counted = paceOf(connector.name, connection, { pace, usage });
    return connector.open(connection, { hash, pace: counted, tables, ...given });
  });
  const own = ledger === null ? [] : [ledgerFeed(ledger) as unknown as Feed];
  const beside = [mint, counts].filter((feed) => feed !== null);
  return byName([...opened, ...own, ...beside]);
}

/** What a connected system can be asked of how much it has, by stream. */
export function openCounters(
  { systems, pace = {} }: Connections,
  { identity: { hash }, usage }: { identity: IdentityKey; usage?: UsageStore },
): Readonly<Record<string, Counter>> {
  const known: readonly AnyConnector[] = connectors;
  return Object.assign(
    {},
    ...known.map((connector) => {
      const connection = systems[connector.name];
      if (connection === undefined) return {};
      const counted = paceOf(connector.name, connection, { pace, usage });
      return connector.counts?.(connection, { hash, pace: counted });
    }),
  );
}

/** A system's pace as its settings have it, less what is ours alone, and with each request counted. */
export function paceOf(
  system: string,
  connection: unknown,
  { pace, usage }: { readonly pace: Pace; readonly usage: UsageStore | undefined },
): Pace {
  const counted = usage === undefined ? {} : { usage: usage.of(system) };
  return { ...rateIn(connection), ...pace, ...counted };
}

/** What shows with little that a feed can be read, by the feed's name; not every feed has that. */
export function openProbes(
  { systems, pace = {} }: Connections,
  { identity: { hash } }: { identity: IdentityKey },
): ReadonlyMap<string, Probe> {
  const known: readonly AnyConnector[] = connectors;
  return new Map(
    known.flatMap((connector) => {
      const connection = systems[connector.name];
      if (connection === undefined) return [];
      const own = paceOf(connector.name, connection, { pace, usage: undefined });
      return Object.entries(connector.probes?.(connection, { hash, pace: own }) ?? {});
    }),
  );
}

/** Feeds by their name. Throws where a cursor or a table would be shared that must not be. */
export function byName(feeds: readonly Feed[]): ReadonlyMap<string, Feed> {
  const known = new Map<string, Feed>();
  for (const feed of feeds) {
    const { name, stream } = feed;
    if (!FEED_NAME.test(name) || streamOf(name) !== stream.name)
      throw new Error(
        `A feed of the stream ${stream.name} is called ${JSON.stringify(name)}; expected ` +
          `${stream.name} for the live feed or ${stream.name}@… for another.`,
      );
    if (known.has(name))
      throw new Error(
        `Two feeds are called ${name}, and one would go on from the cursor of the other. ` +
          `Name one of them ${stream.name}@… after the way it takes.`,
      );
    if (!declaredStreams.some((declared) => declared.name === stream.name))
      throw new Error(
        `The feed ${name} writes a stream that its connector does not declare: it would land and ` +
          `never be loaded. Add it to the connector's streams.`,
      );
    known.set(name, feed);
  }
  return known;
}

/** Feeds that can list what still exists: only so are deletions found. */
export function sweptFeeds(feeds: ReadonlyMap<string, Feed>): string[] {
  return [...feeds].filter(([, { sweep }]) => sweep !== undefined).map(([name]) => name);
}

/** Systems of which a run read nothing: the live feed of each of their streams failed. */
export function unreadSystems(failed: readonly string[]): string[] {
  const known: readonly AnyConnector[] = connectors;
  return known
    .filter(({ streams }) => streams.length > 0)
    .filter(({ streams }) => streams.every((stream) => failed.includes(stream.name)))
    .map(({ name }) => name);
}

/** The system that a stream is read from; null for one of our own. */
export function systemOf(stream: string): string | null {
  const known: readonly AnyConnector[] = connectors;
  return known.find(({ streams }) => streams.some(({ name }) => name === stream))?.name ?? null;
}
