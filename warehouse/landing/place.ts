import { mkdir, readFile } from "node:fs/promises";
import { join } from "node:path";

import { parseExactly } from "../../sources/exact-json.ts";
import type { Json } from "../../sources/source.ts";
import { writeAtomically } from "../atomic-write.ts";
import { jsonLine } from "./json-line.ts";
import { isAbsent } from "./stored.ts";

const FILE = "place.json";

/** Where a feed goes on after pages that brought nothing since its last file. */
interface Place {
  /** The name of that file; null where none has landed. */
  readonly after: string | null;
  readonly cursor: Json;
}

/** Counts until the feed's next file, which has a cursor of its own. */
export async function rememberPlace(dir: string, feed: string, place: Place): Promise<void> {
  const feedDir = join(dir, feed);
  await mkdir(feedDir, { recursive: true });
  await writeAtomically(feedDir, FILE, `${jsonLine(place)}\n`);
}

/**
 * Undefined where the last file is another: what that says counts. It is progress and no truth: of a
 * place that cannot be read, what was read since the last file is read again.
 */
export async function placeAfter(
  dir: string,
  feed: string,
  after: string | null,
): Promise<Json | undefined> {
  try {
    const text = await readFile(join(dir, feed, FILE), "utf8");
    const place = parseExactly(text) as Partial<Place> | null;
    return place?.after === after ? place.cursor : undefined;
  } catch (error) {
    if (isAbsent(error) || error instanceof SyntaxError) return undefined;
    throw error;
  }
}
