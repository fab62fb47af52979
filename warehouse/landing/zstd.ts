import { createZstdDecompress, zstdCompress, type ZstdOptions } from "node:zlib";
import { promisify } from "node:util";

/** RFC 8878, section 3.1.1: a frame's head may say how long its content is. */
const MAGIC = 0xfd2fb528;

/** One frame whose head says how long the text is: whoever loads it knows before unpacking. */
export function packed(text: string): Promise<Buffer> {
  // Node's types do not know it yet.
  const options = { pledgedSrcSize: Buffer.byteLength(text) } as ZstdOptions;
  return promisify(zstdCompress)(text, options);
}

/** Bytes of the content. Of a frame whose head does not tell, all is unpacked to count it. */
export async function contentLength(bytes: Uint8Array): Promise<number> {
  const told = toldLength(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
  if (told !== null) return told;
  const decompress = createZstdDecompress();
  decompress.end(bytes);
  let length = 0;
  for await (const chunk of decompress as AsyncIterable<Buffer>) length += chunk.byteLength;
  return length;
}

function toldLength(bytes: Buffer): number | null {
  if (bytes.length < 18 || bytes.readUInt32LE(0) !== MAGIC) return null;
  const descriptor = bytes.readUInt8(4);
  const isSingleSegment = (descriptor & 0x20) !== 0;
  const dictionaryBytes = [0, 1, 2, 4][descriptor & 0x03] ?? 0;
  const at = 5 + (isSingleSegment ? 0 : 1) + dictionaryBytes;
  switch (descriptor >> 6) {
    case 0:
      return isSingleSegment ? bytes.readUInt8(at) : null;
    case 1:
      return bytes.readUInt16LE(at) + 256;
    case 2:
      return bytes.readUInt32LE(at);
    default:
      return Number(bytes.readBigUInt64LE(at));
  }
}
