import { start } from "../../runtime/start.ts";
import { openSystem } from "../../runtime/system.ts";
import { noConnections } from "../../runtime/feeds.ts";
import { words } from "../../community/words.ts";
import type { CommonOptions } from "../options.ts";

/** Says what a run would build and why. Asks no source. */
export async function plan(options: CommonOptions): Promise<void> {
  const started = await start(options);
  const { clock, locale, terminal } = started;
  await using system = await openSystem({ ...started, connections: noConnections });
  await system.activities.loadLanding({ asOf: clock.now().toISOString() });
  const planned = await system.activities.planAssets({});
  if (planned.length === 0) terminal.line(words[locale].nothingStale);
  for (const { model, reason } of planned) terminal.line(`${model.padEnd(32)} ${reason}`);
}
