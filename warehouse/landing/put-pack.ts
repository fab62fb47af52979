import { rename, rm } from "node:fs/promises";
import { join } from "node:path";

import { syncPath, temporaryPath } from "../atomic-write.ts";
import type { FailpointHook } from "../failpoints.ts";
import { namesHash, packName } from "./names.ts";
import { assertWhole, writePack } from "./pack.ts";

/**
 * Puts a pack of these files into their feed's folder, and says what it is called. It is there whole,
 * read again and proved, or not at all; until then nothing else may go.
 */
export async function putPack(
  { feedDir, folder }: { readonly feedDir: string; readonly folder: string },
  files: AsyncIterable<{ readonly name: string; readonly bytes: Uint8Array }>,
  failpoint: FailpointHook,
): Promise<string> {
  const temporary = temporaryPath(feedDir);
  try {
    const names = await writePack(temporary, files);
    await failpoint("compact");
    await assertWhole(temporary, namesHash(names), () => failpoint("compact"));
    const pack = packName(folder, names);
    await rename(temporary, join(feedDir, pack));
    await syncPath(feedDir);
    return pack;
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}
