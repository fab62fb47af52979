import { parseExactly } from "../../sources/exact-json.ts";
import type { Json, Key, Mended, Quarantined, Unjudged } from "../../sources/source.ts";

/** The first line of each landing file: one rename commits records and cursor together. */
export interface Manifest {
  readonly vklad_landing: 1;
  /** A page brings records; a sweep lists the keys that still exist; a part is of an unfinished one. */
  readonly kind: "page" | "sweep" | "part";
  readonly stream: string;
  /** Absent in a file of the live feed, which has the stream's name. */
  readonly feed?: string;
  readonly number: number;
  /** Where the next page starts. A sweep repeats what it found. */
  readonly cursor: Json;
  readonly until: string;
  /** Lines after this one. */
  readonly record_count: number;
  /** True if the feed was read to its end. */
  readonly done: boolean;
  readonly primary_key: readonly string[];
  readonly quarantined: readonly Quarantined[];
  /** Of a replay: what earlier files refused and nothing refuses any more. */
  readonly mended?: readonly Mended[];
  /** Of a sweep: the last file when it began. What landed later is not in its judgement. */
  readonly after?: number;
  /** Of a sweep: what it could not look for. Absent where it saw all. */
  readonly unjudged?: readonly Unjudged[];
  /** Of a part alone. Its cursor is where the next one begins. */
  readonly part?: PartOfSweep;
}

export interface PartOfSweep {
  /** 1 lists, 2 looks again for what is missing. */
  readonly pass: 1 | 2;
  /** Where it began: the cursor of the part before. */
  readonly from: Json;
  /** Keys that were missing a second time. */
  readonly gone: readonly Key[];
}

/** Undefined if the line is not a manifest, or that of another file. */
export function parseManifest(
  line: string,
  expected: { stream: string; feed: string; number: number },
): Manifest | undefined {
  let parsed: unknown;
  try {
    // What was refused is kept digit by digit, too.
    parsed = parseExactly(line);
  } catch {
    return undefined;
  }
  if (typeof parsed !== "object" || parsed === null) return undefined;
  const manifest = parsed as Manifest;
  const isOurs =
    manifest.vklad_landing === 1 &&
    manifest.stream === expected.stream &&
    (manifest.feed ?? manifest.stream) === expected.feed &&
    manifest.number === expected.number;
  return isOurs ? manifest : undefined;
}
