/** JSON in bytes: where a value ends, without saying what it is. */

export const QUOTE = 0x22;
export const BACKSLASH = 0x5c;
export const OPEN_OBJECT = 0x7b;
export const CLOSE_OBJECT = 0x7d;
export const OPEN_LIST = 0x5b;
export const CLOSE_LIST = 0x5d;
export const COMMA = 0x2c;
export const COLON = 0x3a;

export function isSpace(byte: number): boolean {
  return byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;
}

export function opens(byte: number): boolean {
  return byte === OPEN_OBJECT || byte === OPEN_LIST;
}

export function closes(byte: number): boolean {
  return byte === CLOSE_OBJECT || byte === CLOSE_LIST;
}

/** Of numbers and of true, false, null. */
export function isScalar(byte: number): boolean {
  const isMark = byte === COMMA || byte === COLON || byte === QUOTE;
  return !isMark && !isSpace(byte) && !opens(byte) && !closes(byte);
}

/** The place after the object that begins at `start`; -1 where the bytes end before it does. */
export function endOfObject(bytes: Uint8Array, start: number): number {
  let depth = 0;
  for (let i = start; i < bytes.length; i += 1) {
    const byte = bytes[i]!;
    if (byte === QUOTE) {
      i = endOfString(bytes, i) - 1;
      if (i < 0) return -1;
    } else if (byte === OPEN_OBJECT || byte === OPEN_LIST) depth += 1;
    else if (byte === CLOSE_OBJECT || byte === CLOSE_LIST) {
      depth -= 1;
      if (depth === 0) return i + 1;
    }
  }
  return -1;
}

/** The place after the closing quote; -1 where there is none yet. */
export function endOfString(bytes: Uint8Array, start: number): number {
  for (let i = start + 1; i < bytes.length; i += 1) {
    const byte = bytes[i]!;
    if (byte === QUOTE) return i + 1;
    if (byte === BACKSLASH) i += 1;
  }
  return -1;
}

/** Of a string, a number or a word; a number that the bytes end with may go on: -1. */
export function endOfScalar(bytes: Uint8Array, start: number): number {
  if (bytes[start] === QUOTE) return endOfString(bytes, start);
  let i = start;
  while (i < bytes.length && isScalar(bytes[i]!)) i += 1;
  return i === bytes.length ? -1 : i;
}

/** A value that is passed over, perhaps through many slices. */
export interface Passing {
  /** Objects and lists that are open in it. */
  readonly depth: number;
  /** 1: in a string; 2: in a string, behind a backslash. */
  readonly inString: 0 | 1 | 2;
}

export const NOT_PASSING: Passing = { depth: 0, inString: 0 };

export function isPassing({ depth, inString }: Passing): boolean {
  return depth > 0 || inString > 0;
}

/** On to the value's end or the slice's: the place after it, and what is still open there. */
export function passOver(bytes: Uint8Array, from: number, passing: Passing): [number, Passing] {
  let { depth, inString } = passing;
  for (let i = from; i < bytes.length; i += 1) {
    const byte = bytes[i]!;
    if (inString === 2) inString = 1;
    else if (inString === 1 && byte === BACKSLASH) inString = 2;
    else if (inString === 1 && byte !== QUOTE) continue;
    else if (byte === QUOTE) inString = inString === 1 ? 0 : 1;
    else if (byte === OPEN_OBJECT || byte === OPEN_LIST) depth += 1;
    else if (byte === CLOSE_OBJECT || byte === CLOSE_LIST) depth -= 1;
    if (depth === 0 && inString === 0) return [i + 1, NOT_PASSING];
  }
  return [bytes.length, { depth, inString }];
}
