import { isLive } from "../../../sources/source.ts";
import { openLanding } from "../../../warehouse/landing/index.ts";
import { readUsage } from "../../../warehouse/usage/index.ts";
import { connectedStreamsIn, systemsIn } from "../../community/connections.ts";
import { systemOf } from "../../runtime/feeds.ts";
import { refusedRecords, sourceStates } from "../../runtime/source-states.ts";
import { alarmText, publishedAlarms } from "../../runtime/alarms.ts";
import { refusedLater } from "../../runtime/refused-later.ts";
import { uncountedOf, uncountedText } from "../../runtime/uncounted.ts";
import { start } from "../../runtime/start.ts";
import { RefusedUnknownError } from "../errors.ts";
import type { CommonOptions } from "../options.ts";
import { sourcesWords } from "../sources-words.ts";

/** Says how every feed stands. Reads landing and what is published, beside whoever runs. */
export async function sources(
  options: CommonOptions,
  { json }: { readonly json: boolean },
): Promise<void> {
  const { config, folder, clock, locale, terminal } = await start(options);
  const landing = openLanding(folder.landing);
  const connected = connectedStreamsIn(config);
  const known = await sourceStates(landing, clock, connected);
  const later = await refusedLater(folder.snapshots, await refusedRecords(landing));
  const alarms = await publishedAlarms(folder.snapshots);
  const uncounted = await uncountedOf(landing, connected);
  const usage = readUsage(folder.usage, clock.now().getTime());
  const laterOf = Map.groupBy(later?.refused ?? [], ({ stream }) => stream);
  const states = known.map((state) => ({
    ...state,
    // Told once a stream: the load does not know which feed brought a record.
    refused_later_count: isLive(state.feed) ? countOf(laterOf.get(state.stream) ?? []) : 0,
    alarms: isLive(state.feed) ? alarms.filter(({ stream }) => stream === state.stream) : [],
    uncounted: uncounted.find(({ stream }) => stream === state.feed)?.error ?? null,
    // Of the whole system: its streams share it.
    quota: usage?.get(systemOf(state.stream) ?? "") ?? null,
  }));
  if (json) return terminal.line(JSON.stringify(states, null, 2));
  const said = sourcesWords[locale];
  if (states.length === 0) return terminal.line(said.nothing);
  for (const {
    feed,
    state,
    lag_minutes,
    refused_count,
    refused_later_count,
    alarms: own,
    uncounted: error,
  } of states) {
    const parts = [
      said.states[state],
      ...(lag_minutes === null ? [] : [said.lag(lag_minutes)]),
      ...(refused_count === 0 ? [] : [`${said.refused}: ${refused_count}`]),
      ...(refused_later_count === 0 ? [] : [`${said.notTaken}: ${refused_later_count}`]),
    ];
    terminal.line(`${feed.padEnd(32)} ${parts.join(" · ")}`);
    const wrong = [
      ...own.map((alarm) => alarmText(alarm, locale)),
      ...(error === null ? [] : [uncountedText({ stream: feed, error }, locale)]),
    ];
    for (const text of wrong) terminal.line(`${" ".repeat(32)} ! ${text}`);
  }
  if (usage === null) terminal.line(`! ${said.usageUnread}`);
  for (const system of systemsIn(config)) {
    const used = usage?.get(system);
    if (used !== undefined) terminal.line(`${system.padEnd(32)} ${said.quota(used)}`);
  }
}

function countOf(refused: readonly { readonly count: number }[]): number {
  return refused.reduce((sum, { count }) => sum + count, 0);
}

/** Names what was refused and why, without what it holds. */
export async function quarantineList(
  options: CommonOptions,
  { json }: { readonly json: boolean },
): Promise<void> {
  const { folder, locale, terminal } = await start(options);
  const refused = await refusedRecords(openLanding(folder.landing));
  if (json) {
    const named = refused.map(({ id, feed, reason, first_seen_at, last_seen_at }) => ({
      id,
      feed,
      reason,
      first_seen_at,
      last_seen_at,
    }));
    return terminal.line(JSON.stringify(named, null, 2));
  }
  const said = sourcesWords[locale];
  const later = await refusedLater(folder.snapshots, refused);
  const laterCount = later?.refused.length ?? 0;
  if (refused.length + laterCount === 0) return terminal.line(said.noneRefused);
  for (const { id, feed, reason, last_seen_at } of refused)
    terminal.line(`${id} ${feed.padEnd(24)} ${said.seen} ${last_seen_at}  ${reason}`);
  if (later === null || laterCount === 0) return;
  terminal.line(said.afterLanding(later.asOf));
  for (const { stream, reason, count, last_seen_at } of later.refused)
    terminal.line(
      `${`${count} ×`.padStart(12)} ${stream.padEnd(24)} ${said.seen} ${last_seen_at}  ${reason}`,
    );
}

/** Prints one refused record as it landed. Throws RefusedUnknownError. */
export async function quarantineShow(options: CommonOptions, id: string): Promise<void> {
  const { folder, terminal } = await start(options);
  const refused = await refusedRecords(openLanding(folder.landing));
  const found = refused.filter((one) => id !== "" && one.id.startsWith(id));
  if (found.length !== 1) throw new RefusedUnknownError(id, found.length);
  terminal.line(JSON.stringify(found[0], null, 2));
}
