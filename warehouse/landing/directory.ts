import { readdir } from "node:fs/promises";
import { join } from "node:path";

import { streamOf } from "../../sources/source.ts";
import { landingFile, type LandingFile } from "./file.ts";

/** The feed's files in the order of landing; temporary and foreign files are passed over. */
export async function filesOf(dir: string, feed: string): Promise<LandingFile[]> {
  const entries = await entriesOf(join(dir, feed));
  return entries
    .map(({ name }) => landingFile(dir, feed, name))
    .filter((file) => file !== undefined);
}

/** The files of all feeds of a stream in the order of landing. */
export async function filesOfStream(dir: string, stream: string): Promise<LandingFile[]> {
  const feeds = (await feedsIn(dir)).filter((feed) => streamOf(feed) === stream);
  const files = await Promise.all(feeds.map((feed) => filesOf(dir, feed)));
  // Stable: files that landed at once, and so have one number, stay by feed and name.
  return files.flat().toSorted((a, b) => a.number - b.number);
}

/** Each feed has a folder of its name. */
export async function feedsIn(dir: string): Promise<string[]> {
  const entries = await entriesOf(dir);
  return entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
}

async function entriesOf(dir: string) {
  try {
    const entries = await readdir(dir, { withFileTypes: true });
    // By code unit: the same order on every machine and in every locale.
    return entries.toSorted((a, b) => (a.name < b.name ? -1 : 1));
  } catch (error) {
    // Nothing has landed yet.
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw error;
  }
}
