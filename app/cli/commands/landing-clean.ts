import { rm } from "node:fs/promises";

import type { AnyConnector } from "../../../sources/connector.ts";
import type { Json } from "../../../sources/source.ts";
import { openLanding, readLines, rewriteFiles } from "../../../warehouse/landing/index.ts";
import { connectors } from "../../community/connectors.ts";
import { words } from "../../community/words.ts";
import { startToWrite } from "../../runtime/start.ts";
import type { CommonOptions } from "../options.ts";
import { rebuild } from "./rebuild.ts";

/**
 * Takes out of landing what an older version let land, says how much that was, and makes all that
 * was derived from it anew: the warehouse, its snapshots and the files of each role.
 */
export async function landingClean(options: CommonOptions): Promise<void> {
  const { folder, identity, locale, terminal } = await startToWrite(options);
  const files = await openLanding(folder.landing).files();
  const known: readonly AnyConnector[] = connectors;
  let fileCount = 0;
  for (const { cleans } of known) {
    if (cleans === undefined) continue;
    const described: Json[] = [];
    for (const file of files.filter(({ stream }) => stream === cleans.by))
      for (const line of (await readLines(file)).lines) described.push(JSON.parse(line) as Json);
    const ofStream = files.filter(({ stream }) => stream === cleans.stream);
    const clean = cleans.cleaner(described, identity.hash);
    for (const rewritten of await rewriteFiles(ofStream, clean)) {
      fileCount += rewritten.fileCount;
      terminal.line(
        `${rewritten.feed}: ${rewritten.recordCount} ${words[locale].recordsCleaned}, ` +
          `${rewritten.fileCount} ${words[locale].filesRewritten}`,
      );
    }
  }
  if (fileCount === 0) return terminal.line(words[locale].nothingToClean);
  for (const derived of [folder.snapshots, folder.cache])
    await rm(derived, { recursive: true, force: true });
  await rebuild(options);
}
