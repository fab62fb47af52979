import { isUtf8 } from "node:buffer";

import type { Read } from "./refused.ts";

const NEWLINE = 0x0a;

/** The text of a file. Bytes that are no UTF-8 would land as replacement characters for ever. */
export function decode(bytes: Buffer): Read<string> {
  if (isUtf16(bytes)) return { reason: "it is UTF-16, not UTF-8" };
  if (!isUtf8(bytes)) return { reason: `line ${lineOfFault(bytes)}: it is not UTF-8` };
  // Windows editors put a byte order mark before the first line: it is not text.
  const text = bytes.toString("utf8").replace(/^\uFEFF/, "");
  const nul = text.indexOf("\0");
  if (nul < 0) return { value: text };
  return { reason: `line ${lineAt(text, nul)}: it holds a NUL character` };
}

/** The number of the line in which an offset lies, from 1 on. */
export function lineAt(text: string, offset: number): number {
  return text.slice(0, offset).split(/\r\n|\r|\n/).length;
}

function isUtf16([first, second]: Buffer): boolean {
  return (first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff);
}

function lineOfFault(bytes: Buffer): number {
  let line = 1;
  for (let start = 0; ; line += 1) {
    const end = bytes.indexOf(NEWLINE, start);
    if (end < 0 || !isUtf8(bytes.subarray(start, end))) return line;
    start = end + 1;
  }
}
