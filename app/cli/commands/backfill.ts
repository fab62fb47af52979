import { backfill as readSpan } from "../../../activities/ingest/index.ts";
import { type Backfill, isBegun, type Span } from "../../../sources/backfill.ts";
import type { AnyConnector } from "../../../sources/connector.ts";
import { openLanding } from "../../../warehouse/landing/index.ts";
import type { UsageStore } from "../../../warehouse/usage/index.ts";
import { connectedIn, connectionsOf } from "../../community/connections.ts";
import { connectors } from "../../community/connectors.ts";
import { paceOf } from "../../runtime/feeds.ts";
import { type Start, startToWrite } from "../../runtime/start.ts";
import { usageOf } from "../../runtime/usage.ts";
import {
  BackfillSourceError,
  BackfillUnconnectedError,
  NoHistoryError,
} from "../backfill/errors.ts";
import { type Days, spanOf } from "../backfill/span.ts";
import { backfillWords } from "../backfill/words.ts";
import type { CommonOptions } from "../options.ts";

export interface BackfillCommand extends Days {
  readonly source: string;
  readonly dryRun: boolean;
}

/** Says what reading a span of a source takes, and reads it into landing beside whoever runs. */
export async function backfill(
  options: CommonOptions,
  { source, dryRun, ...days }: BackfillCommand,
): Promise<void> {
  const started = await startToWrite(options);
  const { clock, locale, terminal, folder } = started;
  const connector = connectorOf(source, started, options.config);
  const span = spanOf(days, clock.now(), locale);
  const said = backfillWords[locale];
  const landing = openLanding(folder.landing, undefined, { known: folder.known });
  using usage = usageOf(started);
  const backfills = opened(connector, { ...started, usage });
  for (const one of backfills) {
    terminal.line(`${one.stream.name}:`);
    await sayPlan(one, span, started);
    if (isBegun(await landing.cursorOf(one.open(span).name), span))
      terminal.line(`  ${said.goesOn}`);
  }
  const others = connector.streams.filter(
    ({ name }) => !backfills.some(({ stream }) => stream.name === name),
  );
  if (others.length > 0) terminal.line(said.others(others.map(({ name }) => name).join(", ")));
  if (dryRun) return terminal.line(said.dryRun);
  for (const one of backfills) {
    const feed = one.open(span);
    const counts = await readSpan(feed, {
      landing,
      until: clock.now().toISOString(),
      signal: started.signal,
      onPage: (soFar) => terminal.progress(`${feed.name}: ${said.read(soFar)}`),
    });
    terminal.line(`${feed.name}: ${said.read(counts)}`);
  }
  terminal.line(said.next);
}

/** Throws where it is unknown, not connected, or has no history to give. */
function connectorOf(source: string, { config, locale }: Start, file: string): AnyConnector {
  const all: readonly AnyConnector[] = connectors;
  const connector = all.find(({ name }) => name === source);
  if (connector === undefined)
    throw new BackfillSourceError(
      source,
      all.map(({ name }) => name),
      locale,
    );
  if (connector.backfills === undefined && connector.noHistory !== undefined)
    throw new NoHistoryError(source, connector.noHistory, locale);
  if (!connectedIn(config).includes(connector))
    throw new BackfillUnconnectedError(source, file, locale);
  return connector;
}

function opened(
  connector: AnyConnector,
  { config, identity: { hash }, usage }: Start & { readonly usage: UsageStore },
) {
  const { systems, pace } = connectionsOf(config, process.env, [connector]);
  const connection = systems[connector.name];
  const own = paceOf(connector.name, connection, { pace: pace ?? {}, usage });
  return connector.backfills?.(connection, { hash, pace: own }) ?? [];
}

async function sayPlan(one: Backfill, span: Span, { terminal, locale, signal }: Start) {
  const said = backfillWords[locale];
  const windows = await one.plan(span, signal);
  if (windows.length === 0) return terminal.line(`  ${said.nothing}`);
  for (const window of windows) terminal.line(said.window(window));
  const requests = windows.reduce((sum, { requestCount }) => sum + requestCount, 0);
  const isBounded = windows.every(({ recordCount }) => recordCount !== null);
  const perMinute = Math.round(one.perMinute);
  terminal.line(`  ${said.total({ requests, perMinute, isBounded })}`);
}
