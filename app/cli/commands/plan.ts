import { type PlannedParts, previewRun } from "../../../activities/materialize/index.ts";
import { models } from "../../../models/index.ts";
import { openWarehouseToRead } from "../../../warehouse/duckdb/index.ts";
import { openLanding } from "../../../warehouse/landing/index.ts";
import { connectedStreamsIn } from "../../community/connections.ts";
import { passingIdentityKey, readIdentityKey } from "../../community/identity-key.ts";
import { type Locale, words } from "../../community/words.ts";
import { declaredStreams } from "../../runtime/feeds.ts";
import { start } from "../../runtime/start.ts";
import type { CommonOptions } from "../options.ts";

/** Says what a run would load and build, and why. Asks no source, and changes nothing. */
export async function plan(options: CommonOptions): Promise<void> {
  const { config, folder, clock, locale, terminal } = await start(options);
  // A run without a key would make one: then nothing that depends on it is as it was.
  const { accountKey } = readIdentityKey(folder.keys) ?? passingIdentityKey();
  const streams = declaredStreams;
  await using warehouse = await openWarehouseToRead({ file: folder.warehouse, streams });
  const { fileCounts, planned } = await previewRun({
    warehouse,
    landing: openLanding(folder.landing),
    models,
    streams,
    context: {
      asOfDay: clock.now().toISOString(),
      timeZone: config.community.timeZone,
      connected: connectedStreamsIn(config),
      accountKey,
    },
  });
  for (const [stream, count] of fileCounts)
    terminal.line(`${stream.padEnd(32)} ${words[locale].filesToLoad}: ${count}`);
  if (planned.length === 0) terminal.line(words[locale].nothingStale);
  for (const { model, reason, parts } of planned)
    terminal.line(`${model.padEnd(32)} ${reason}${saidOf(parts, locale)}`);
}

/** By which columns, and the changes of which inputs say which parts. */
function saidOf(parts: PlannedParts | undefined, locale: Locale): string {
  if (parts === undefined) return "";
  const { inPartsBy, changedIn } = words[locale];
  return ` (${inPartsBy} ${parts.by.join(", ")}: ${changedIn} ${parts.changed.join(", ")})`;
}
