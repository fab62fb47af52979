import { promisify } from "node:util";
import { createZstdDecompress, zstdDecompress } from "node:zlib";

import { LandingCorruptError } from "./errors.ts";
import { parseManifest, type Manifest } from "./manifest.ts";
import { isAbsent, readVerified, type LandingFile } from "./stored.ts";
import { contentLength } from "./zstd.ts";

const NEWLINE = 0x0a;

/** Null where the file is, to the last byte, the one that was written; else what is wrong with it. */
export async function damageOf(file: LandingFile): Promise<string | null> {
  try {
    await readVerified(file);
    return null;
  } catch (error) {
    if (error instanceof LandingCorruptError) return error.found;
    if (isAbsent(error)) return "it is not there";
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
