import { mkdir, readFile } from "node:fs/promises";
import { join } from "node:path";

import { writeAtomically } from "../atomic-write.ts";
import { LandingCorruptError } from "./errors.ts";

const FILE = "seen.json";

/** Notes that the stream was read to its end, also where there was nothing new to land. */
export async function rememberSeen(dir: string, stream: string, until: string): Promise<void> {
  const streamDir = join(dir, stream);
  await mkdir(streamDir, { recursive: true });
  await writeAtomically(streamDir, FILE, `${JSON.stringify({ until })}\n`);
}

/** Null if the stream was never read to its end. */
export async function seenUntil(dir: string, stream: string): Promise<string | null> {
  let text: string;
  try {
    text = await readFile(join(dir, stream, FILE), "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw error;
  }
  try {
    return (JSON.parse(text) as { until: string }).until;
  } catch (cause) {
    throw new LandingCorruptError(`${stream}/${FILE}`, "it is not JSON", { cause });
  }
}
