import { access, mkdir, rm, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";

import { removeStrayFiles, temporaryPath } from "../atomic-write.ts";
import { isAbsent, readVerified, type LandingFile } from "./stored.ts";

/** Files for a reader that opens paths and knows of no packs. */
export interface OnDisk extends AsyncDisposable {
  /** One a file, in the same order. */
  readonly paths: readonly string[];
  /** False where one was packed since: whoever could not open it may ask anew. */
  areThere(): Promise<boolean>;
}

/**
 * What lies loose is read where it is; what a pack holds is written beside, into a folder below
 * `scratch` that goes with the result. One that a killed process has left goes with the next.
 */
export async function onDisk(files: readonly LandingFile[], scratch: string): Promise<OnDisk> {
  const folder = temporaryPath(scratch);
  let isMade = false;
  const paths: string[] = [];
  const areThere = async () => (await Promise.all(paths.map(isThere))).every(Boolean);
  const dispose = () => (isMade ? rm(folder, { recursive: true, force: true }) : undefined);
  try {
    for (const [index, file] of files.entries()) {
      if (file.pack === undefined && (await isThere(file.path))) {
        paths.push(file.path);
        continue;
      }
      if (!isMade) {
        await removeStrayFiles(scratch);
        await mkdir(folder, { mode: 0o700 });
        isMade = true;
      }
      // Feeds of a stream may share a name.
      const path = join(folder, `${index}-${basename(file.path)}`);
      await writeFile(path, await readVerified(file));
      paths.push(path);
    }
  } catch (error) {
    await dispose();
    throw error;
  }
  return { paths, areThere, [Symbol.asyncDispose]: async () => dispose() };
}

async function isThere(path: string): Promise<boolean> {
  try {
    await access(path);
    return true;
  } catch (error) {
    if (isAbsent(error)) return false;
    throw error;
  }
}
