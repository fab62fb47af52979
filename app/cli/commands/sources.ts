import { openLanding } from "../../../warehouse/landing/index.ts";
import { connectedStreamsIn } from "../../community/connections.ts";
import { refusedRecords, sourceStates } from "../../runtime/source-states.ts";
import { start } from "../../runtime/start.ts";
import { RefusedUnknownError } from "../errors.ts";
import type { CommonOptions } from "../options.ts";
import { sourcesWords } from "../sources-words.ts";

/** Says how every feed stands. Reads landing alone, so that it works beside whoever runs. */
export async function sources(
  options: CommonOptions,
  { json }: { readonly json: boolean },
): Promise<void> {
  const { config, folder, clock, locale, terminal } = await start(options);
  const states = await sourceStates(openLanding(folder.landing), clock, connectedStreamsIn(config));
  if (json) return terminal.line(JSON.stringify(states, null, 2));
  const said = sourcesWords[locale];
  if (states.length === 0) return terminal.line(said.nothing);
  for (const { feed, state, lag_minutes, refused_count } of states) {
    const parts = [
      said.states[state],
      ...(lag_minutes === null ? [] : [said.lag(lag_minutes)]),
      ...(refused_count === 0 ? [] : [`${said.refused}: ${refused_count}`]),
    ];
    terminal.line(`${feed.padEnd(32)} ${parts.join(" · ")}`);
  }
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
  if (refused.length === 0) return terminal.line(said.noneRefused);
  for (const { id, feed, reason, last_seen_at } of refused)
    terminal.line(`${id} ${feed.padEnd(24)} ${said.seen} ${last_seen_at}  ${reason}`);
}

/** Prints one refused record as it landed. Throws RefusedUnknownError. */
export async function quarantineShow(options: CommonOptions, id: string): Promise<void> {
  const { folder, terminal } = await start(options);
  const refused = await refusedRecords(openLanding(folder.landing));
  const found = refused.filter((one) => id !== "" && one.id.startsWith(id));
  if (found.length !== 1) throw new RefusedUnknownError(id, found.length);
  terminal.line(JSON.stringify(found[0], null, 2));
}
