import { readdir } from "node:fs/promises";
import { join } from "node:path";

import { landingFile, type LandingFile } from "./file.ts";

/** The stream's files in the order of landing; temporary and foreign files are passed over. */
export async function filesOf(dir: string, stream: string): Promise<LandingFile[]> {
  const entries = await entriesOf(join(dir, stream));
  return entries
    .map(({ name }) => landingFile(dir, stream, name))
    .filter((file) => file !== undefined);
}

export async function streamsIn(dir: string): Promise<string[]> {
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
