import type { AnyConnector } from "../../../sources/connector.ts";
import type { Json } from "../../../sources/source.ts";
import {
  type LandingFile,
  readLines,
  type Rewritten,
  rewriteFiles,
  waitForLayout,
} from "../../../warehouse/landing/index.ts";
import { removeOldSnapshots } from "../../../warehouse/snapshot/index.ts";
import type { KeyedHash } from "../../../sources/records.ts";
import { connectors } from "../../community/connectors.ts";
import { words } from "../../community/words.ts";
import { noConnections } from "../../runtime/feeds.ts";
import { startToWrite } from "../../runtime/start.ts";
import { openPipeline } from "../../runtime/system.ts";
import type { CommonOptions } from "../options.ts";
import { rebuild } from "./rebuild.ts";

/**
 * Takes out of landing what an older version let land, says how much that was, and makes all that
 * was derived from it anew: the warehouse and its snapshots. Another process that has the warehouse
 * open is named before anything is changed.
 */
export async function landingClean(options: CommonOptions): Promise<void> {
  const started = await startToWrite(options);
  const { folder, identity, locale, terminal } = started;
  let rewritten: readonly Rewritten[];
  {
    // Nobody else may load or publish meanwhile.
    await using system = await openPipeline({ ...started, connections: noConnections });
    using _layout = waitForLayout(folder.landing);
    rewritten = await cleaned(await system.landing.files(), identity.hash);
  }
  for (const { feed, recordCount, fileCount } of rewritten)
    terminal.line(
      `${feed}: ${recordCount} ${words[locale].recordsCleaned}, ` +
        `${fileCount} ${words[locale].filesRewritten}`,
    );
  if (rewritten.length === 0) return terminal.line(words[locale].nothingToClean);
  await rebuild(options);
  await removeOldSnapshots(folder.snapshots, { keep: 1 });
}

async function cleaned(files: readonly LandingFile[], hash: KeyedHash): Promise<Rewritten[]> {
  const known: readonly AnyConnector[] = connectors;
  const all: Rewritten[] = [];
  for (const { cleans } of known) {
    if (cleans === undefined) continue;
    const described: Json[] = [];
    for (const file of files.filter(({ stream }) => stream === cleans.by))
      for (const line of (await readLines(file)).lines) described.push(JSON.parse(line) as Json);
    const ofStream = files.filter(({ stream }) => stream === cleans.stream);
    all.push(...(await rewriteFiles(ofStream, cleans.cleaner(described, hash))));
  }
  return all;
}
