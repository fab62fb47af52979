import { open, type FileHandle } from "node:fs/promises";
import { basename, dirname } from "node:path";

import { LandingCorruptError } from "./errors.ts";
import { contentHash, hashIn, namesHash, packIn } from "./names.ts";

/**
 * A pack is the files of a folder one after another, byte for byte, and behind them a table of them in
 * a frame that decoders of zstd pass over (RFC 8878, section 3.1.2): `zstd -dc` prints them all.
 */
const SKIPPED = 0x184d2a50;
const HEAD_BYTES = 8;
/** The length of the table, and a mark that it is one of ours. */
const TAIL_BYTES = 8;
const MARK = 0x6b706b76;

export interface Member {
  /** Below the feed's folder, as the file was called that lay there. */
  readonly name: string;
  /** Of its first byte. */
  readonly at: number;
  readonly length: number;
}

/** Writes a pack to `path`, where nothing may be, and makes it last. The names of what it holds. */
export async function writePack(
  path: string,
  files: AsyncIterable<{ readonly name: string; readonly bytes: Uint8Array }>,
): Promise<readonly string[]> {
  const lengths: [name: string, length: number][] = [];
  const handle = await open(path, "wx");
  try {
    for await (const { name, bytes } of files) {
      await handle.appendFile(bytes);
      lengths.push([name, bytes.byteLength]);
    }
    await handle.appendFile(tableOf(lengths));
    await handle.sync();
  } finally {
    await handle.close();
  }
  return lengths.map(([name]) => name);
}

function tableOf(lengths: readonly (readonly [string, number])[]): Buffer {
  const table = Buffer.from(JSON.stringify(lengths));
  const head = Buffer.alloc(HEAD_BYTES);
  head.writeUInt32LE(SKIPPED, 0);
  head.writeUInt32LE(table.byteLength + TAIL_BYTES, 4);
  const tail = Buffer.alloc(TAIL_BYTES);
  tail.writeUInt32LE(table.byteLength, 0);
  tail.writeUInt32LE(MARK, 4);
  return Buffer.concat([head, table, tail]);
}

/** What a pack says it holds. The hash of their names tells whether that is so: its own name has it. */
export async function readMembers(
  path: string,
  expected = packIn(basename(path))?.hash,
): Promise<readonly Member[]> {
  const members = await withFile(path, membersIn);
  if (members !== null && namesHash(members.map(({ name }) => name)) === expected) return members;
  throw new LandingCorruptError(inFeed(path), "it does not hold the files that its name says");
}

async function membersIn(handle: FileHandle): Promise<readonly Member[] | null> {
  const { size } = await handle.stat();
  const tail = await bytesAt(handle, size - TAIL_BYTES, TAIL_BYTES);
  if (tail.byteLength < TAIL_BYTES || tail.readUInt32LE(4) !== MARK) return null;
  const length = tail.readUInt32LE(0);
  const table = await bytesAt(handle, size - TAIL_BYTES - length, length);
  try {
    let at = 0;
    return (JSON.parse(table.toString("utf8")) as [string, number][]).map(([name, bytes]) => {
      const member = { name, at, length: bytes };
      at += bytes;
      return member;
    });
  } catch {
    return null;
  }
}

export function readMember(path: string, { at, length }: Omit<Member, "name">): Promise<Buffer> {
  return withFile(path, (handle) => bytesAt(handle, at, length));
}

/** Throws where it does not hold just what its names say, to the last byte. `onFile` runs before each. */
export async function assertWhole(
  path: string,
  namedBy: string | undefined,
  onFile: () => void | Promise<void>,
): Promise<void> {
  const members = await readMembers(path, namedBy);
  await withFile(path, async (handle) => {
    for (const { name, at, length } of members) {
      await onFile();
      if (contentHash(await bytesAt(handle, at, length)) === hashIn(name)) continue;
      throw new LandingCorruptError(inFeed(path), `it does not hold what was written of ${name}`);
    }
  });
}

async function withFile<T>(path: string, read: (handle: FileHandle) => Promise<T>): Promise<T> {
  const handle = await open(path, "r");
  try {
    return await read(handle);
  } finally {
    await handle.close();
  }
}

/** Fewer where the file ends before. */
async function bytesAt(handle: FileHandle, at: number, length: number): Promise<Buffer> {
  if (at < 0) return Buffer.alloc(0);
  const bytes = Buffer.alloc(length);
  let done = 0;
  while (done < length) {
    const { bytesRead } = await handle.read(bytes, done, length - done, at + done);
    if (bytesRead === 0) break;
    done += bytesRead;
  }
  return bytes.subarray(0, done);
}

/** As messages name a file of landing. */
export function inFeed(path: string): string {
  return `${basename(dirname(path))}/${basename(path)}`;
}
