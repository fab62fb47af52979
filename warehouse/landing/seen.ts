import { mkdir, readFile } from "node:fs/promises";
import { join } from "node:path";

import { writeAtomically } from "../atomic-write.ts";
import { LandingCorruptError } from "./errors.ts";

const FILE = "seen.json";

/** Notes that the feed was read to its end, also where there was nothing new to land. */
export async function rememberSeen(dir: string, feed: string, until: string): Promise<void> {
  const feedDir = join(dir, feed);
  await mkdir(feedDir, { recursive: true });
  await writeAtomically(feedDir, FILE, `${JSON.stringify({ until })}\n`);
}

/** Null if the feed was never read to its end. */
export async function seenUntil(dir: string, feed: string): Promise<string | null> {
  let text: string;
  try {
    text = await readFile(join(dir, feed, FILE), "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw error;
  }
  try {
    return (JSON.parse(text) as { until: string }).until;
  } catch (cause) {
    throw new LandingCorruptError(`${feed}/${FILE}`, "it is not JSON", { cause });
  }
}
