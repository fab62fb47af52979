import { replayRefused } from "../../../activities/ingest/index.ts";
import { connectionsOf } from "../../community/connections.ts";
import { refusedRecords } from "../../runtime/source-states.ts";
import { publishLanded } from "../../runtime/publish-landed.ts";
import { startToWrite } from "../../runtime/start.ts";
import { openPipeline } from "../../runtime/system.ts";
import { words } from "../../community/words.ts";
import type { CommonOptions } from "../options.ts";
import { sourcesWords } from "../sources-words.ts";

/** Loads what was refused and can be read now, and publishes what follows from it. */
export async function quarantineReplay(options: CommonOptions): Promise<void> {
  const started = await startToWrite(options);
  const { config, clock, locale, terminal, signal } = started;
  const connections = connectionsOf(config, process.env);
  await using system = await openPipeline({ ...started, connections });
  const { landing, feeds } = system;
  const until = clock.now().toISOString();
  const refused = await refusedRecords(landing);
  const said = sourcesWords[locale];
  if (refused.length === 0) return terminal.line(said.noneRefused);
  const replayed = await replayRefused(refused, { landing, feeds, until, signal });
  for (const one of replayed) terminal.line(`${one.stream}: ${said.replayed(one)}`);
  if (replayed.every(({ mendedCount, overtakenCount }) => mendedCount + overtakenCount === 0))
    return;
  const { modelCount, digest } = await publishLanded(system, until);
  terminal.line(`${modelCount} ${words[locale].models}, ${digest.slice(0, 12)}`);
}
