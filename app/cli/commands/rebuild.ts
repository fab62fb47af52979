import { openEmptied } from "../../../activities/materialize/index.ts";
import { declaredStreams, noConnections } from "../../runtime/feeds.ts";
import { startToWrite } from "../../runtime/start.ts";
import { openPipeline } from "../../runtime/system.ts";
import { words } from "../../community/words.ts";
import type { CommonOptions } from "../options.ts";

/**
 * Deletes the warehouse and builds it again from landing and ledger. No source is asked: the same
 * rows come out, and the next run goes on where the last one stopped.
 */
export async function rebuild(options: CommonOptions): Promise<void> {
  const started = await startToWrite(options);
  const { config, folder, clock, locale, terminal } = started;
  const emptied = await openEmptied({
    file: folder.warehouse,
    streams: declaredStreams,
    timeZone: config.community.timeZone,
  });
  await emptied[Symbol.asyncDispose]();
  await using system = await openPipeline({ ...started, connections: noConnections });
  const { activities } = system;
  const until = clock.now().toISOString();
  for (let done = false; !done;)
    ({ done } = await activities.landPage({ feed: "ledger_events", until }));
  await activities.loadLanding({ asOf: until });
  const planned = await activities.planAssets({});
  for (const { model } of planned) await activities.buildModel({ name: model });
  const { digest } = await activities.publishSnapshot({ asOf: until });
  terminal.line(`${planned.length} ${words[locale].models}, ${digest.slice(0, 12)}`);
}
