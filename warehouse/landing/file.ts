import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { basename, dirname, join, relative } from "node:path";
import { promisify } from "node:util";
import { createZstdDecompress, zstdDecompress } from "node:zlib";

import { streamOf } from "../../sources/source.ts";
import { LandingCorruptError } from "./errors.ts";
import { parseManifest, type Manifest } from "./manifest.ts";
import { contentLength } from "./zstd.ts";

const FILE_NAME = /^(\d{8})-([0-9a-f]{16})\.ndjson\.zst$/;
const NEWLINE = 0x0a;

/** A folder of a feed: the end of a feed is looked for among no more files than one holds. */
export const FOLDER = /^\d{5}$/;
const NUMBERS_PER_FOLDER = 1_000;

export interface LandingFile {
  readonly stream: string;
  readonly feed: string;
  /** Grows within a stream, in the order of landing; feeds that land at once may share one. */
  readonly number: number;
  /** `<feed>/<folder>/<file name>`: how a raw row names its origin, the same on every machine. */
  readonly name: string;
  readonly path: string;
}

export function fileName(number: number, bytes: Uint8Array): string {
  return `${String(number).padStart(8, "0")}-${contentHash(bytes)}.ndjson.zst`;
}

/** Where in its feed's folder a file of this number lies. */
export function folderOf(number: number): string {
  return String(Math.floor(number / NUMBERS_PER_FOLDER)).padStart(5, "0");
}

/** Undefined for anything that is not a landing file, a killed writer's temporary file above all. */
export function numberIn(name: string): number | undefined {
  const number = FILE_NAME.exec(basename(name))?.[1];
  return number === undefined ? undefined : Number(number);
}

/** `name` is below the feed's folder. Undefined for anything that is not a landing file. */
export function landingFile(dir: string, feed: string, name: string): LandingFile | undefined {
  const number = numberIn(name);
  if (number === undefined) return undefined;
  const path = join(dir, feed, name);
  return { stream: streamOf(feed), feed, number, name: `${feed}/${name}`, path };
}

/** The folder of the file's feed, and where in it the file is. */
export function locationOf({ path }: LandingFile): { feedDir: string; folder: string } {
  const own = dirname(path);
  const feedDir = FOLDER.test(basename(own)) ? dirname(own) : own;
  return { feedDir, folder: relative(feedDir, own) };
}

/** Null where the file is, to the last byte, the one that was written; else what is wrong with it. */
export async function damageOf(file: LandingFile): Promise<string | null> {
  try {
    await readVerified(file);
    return null;
  } catch (error) {
    if (error instanceof LandingCorruptError) return error.found;
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return "it is not there";
    throw error;
  }
}

/** The manifest and its line, after proving that the file is the one that was written. */
export async function readManifest(
  file: LandingFile,
): Promise<{ manifest: Manifest; line: string; contentBytes: number }> {
  const bytes = await readVerified(file);
  const line = await firstLine(file, bytes);
  return { manifest: manifestIn(line, file), line, contentBytes: await contentLength(bytes) };
}

/** The manifest and all lines after it. */
export async function readLines(
  file: LandingFile,
): Promise<{ manifest: Manifest; lines: string[] }> {
  const { manifest, lines } = await readLineBytes(file);
  return { manifest, lines: lines.map((line) => line.toString("utf8")) };
}

/** The same for a reader that does not trust a line to be text. */
export async function readLineBytes(
  file: LandingFile,
): Promise<{ manifest: Manifest; lines: Buffer[] }> {
  const bytes = await readVerified(file);
  let content: Buffer;
  try {
    content = await promisify(zstdDecompress)(bytes);
  } catch (cause) {
    throw new LandingCorruptError(file.name, "it is not a zstd file", { cause });
  }
  const [first, ...lines] = splitLines(content);
  const manifest = manifestIn(first?.toString("utf8") ?? "", file);
  if (lines.length === manifest.record_count) return { manifest, lines };
  throw new LandingCorruptError(
    file.name,
    `it holds ${lines.length} records, its manifest says ${manifest.record_count}`,
  );
}

function splitLines(content: Buffer): Buffer[] {
  const lines: Buffer[] = [];
  let start = 0;
  for (let end = content.indexOf(NEWLINE); end >= 0; end = content.indexOf(NEWLINE, start)) {
    lines.push(content.subarray(start, end));
    start = end + 1;
  }
  return lines;
}

function manifestIn(line: string, file: LandingFile): Manifest {
  const manifest = parseManifest(line, file);
  if (manifest !== undefined) return manifest;
  throw new LandingCorruptError(
    file.name,
    `its first line is not the manifest of file ${file.number} of ${file.feed}`,
  );
}

async function readVerified(file: LandingFile): Promise<Uint8Array> {
  const bytes = await readFile(file.path);
  const expected = FILE_NAME.exec(basename(file.name))?.[2];
  const found = contentHash(bytes);
  if (found === expected) return bytes;
  throw new LandingCorruptError(
    file.name,
    `its SHA-256 starts with ${found}, its name says ${String(expected)}`,
  );
}

/** Decompresses no more than it must: a page may hold megabytes. */
async function firstLine(file: LandingFile, bytes: Uint8Array): Promise<string> {
  const decompress = createZstdDecompress();
  decompress.end(bytes);
  const chunks: Buffer[] = [];
  try {
    for await (const chunk of decompress as AsyncIterable<Buffer>) {
      const end = chunk.indexOf(NEWLINE);
      chunks.push(end < 0 ? chunk : chunk.subarray(0, end));
      if (end >= 0) break;
    }
  } catch (cause) {
    throw new LandingCorruptError(file.name, "it is not a zstd file", { cause });
  }
  return Buffer.concat(chunks).toString("utf8");
}

function contentHash(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex").slice(0, 16);
}
