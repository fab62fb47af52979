import { openEmptied } from "../../../activities/materialize/index.ts";
import { declaredStreams, noConnections } from "../../runtime/feeds.ts";
import { publishLanded } from "../../runtime/publish-landed.ts";
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
  const { modelCount, digest } = await publishLanded(system, clock.now().toISOString());
  terminal.line(`${modelCount} ${words[locale].models}, ${digest.slice(0, 12)}`);
}
