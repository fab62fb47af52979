import { zstdCompressSync, zstdDecompressSync } from "node:zlib";
import { promisify } from "node:util";
import { zstdCompress } from "node:zlib";

import { expect, test } from "vitest";

import { contentLength, packed } from "./zstd.ts";

/** Each way in which a frame's head may tell a length, and more than one byte a letter. */
const LENGTHS = [0, 1, 200, 255, 256, 300, 65_791, 65_792, 70_000, 1_000_000];

test.each(LENGTHS)(
  "a packed text of %i letters says how long it is, and is what it was",
  async (length) => {
    const text = "тёmp".repeat(length).slice(0, length);

    const bytes = await packed(text);

    expect(await contentLength(bytes)).toBe(Buffer.byteLength(text));
    expect(zstdDecompressSync(bytes).toString()).toBe(text);
  },
);

test("a frame whose head tells nothing is counted, as is one of another writer", async () => {
  const text = "vklad ".repeat(100_000);
  const untold = await promisify(zstdCompress)(text);

  expect(await contentLength(untold)).toBe(text.length);
  expect(await contentLength(zstdCompressSync(text))).toBe(text.length);
  expect(untold.equals(await packed(text))).toBe(false);
});
