/** Writes a short text of ASCII, and gives where it ends. A call into the native one takes longer. */
export function writeAscii(to: Uint8Array, text: string, from: number): number {
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    if (code > 0x7f) throw new RangeError(`"${text}" is not ASCII.`);
    to[from + index] = code;
  }
  return from + text.length;
}
