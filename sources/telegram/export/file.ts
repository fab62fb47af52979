import { createHash } from "node:crypto";
import { closeSync, fstatSync, openSync, readSync, statSync } from "node:fs";
import { join } from "node:path";

import { TelegramExportError } from "../errors.ts";

const HEAD_BYTES = 65_536;
const BYTE_ORDER_MARK = [0xef, 0xbb, 0xbf] as const;

export interface ExportFile extends Disposable {
  readonly path: string;
  readonly byteCount: number;
  /** Where the JSON begins: behind a byte order mark, if there is one. */
  readonly startsAt: number;
  /** Another file, or the same one changed, has another. */
  readonly identity: string;
  /** Fewer bytes only at the end of the file. */
  read(at: number, byteCount: number): Uint8Array;
}

/** A folder of an export, or the file in it. */
export function openExport(given: string): ExportFile {
  let fd: number;
  let path = given;
  try {
    path = statSync(given).isDirectory() ? join(given, "result.json") : given;
    fd = openSync(path, "r");
  } catch (cause) {
    throw new TelegramExportError(path, codeOf(cause), cause);
  }
  const { size, mtimeMs } = fstatSync(fd);
  const read = (at: number, byteCount: number) => {
    const bytes = Buffer.allocUnsafe(Math.max(0, Math.min(byteCount, size - at)));
    let filled = 0;
    while (filled < bytes.length) {
      const got = readSync(fd, bytes, filled, bytes.length - filled, at + filled);
      // Shorter than it was when it was opened.
      if (got === 0) break;
      filled += got;
    }
    return bytes.subarray(0, filled);
  };
  const head = read(0, HEAD_BYTES);
  const identity = createHash("sha256").update(`${size} ${mtimeMs} `).update(head).digest("hex");
  return {
    path,
    byteCount: size,
    startsAt: BYTE_ORDER_MARK.every((byte, index) => head[index] === byte) ? 3 : 0,
    identity,
    read,
    [Symbol.dispose]: () => closeSync(fd),
  };
}

function codeOf(cause: unknown): string {
  return cause instanceof Error && "code" in cause ? String(cause.code) : String(cause);
}
