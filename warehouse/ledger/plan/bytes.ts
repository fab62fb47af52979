import { createHash } from "node:crypto";

import { base58Decode } from "./base58.ts";

const U32_MAX = 0xffff_ffff;
export const U64_MAX = 0xffff_ffff_ffff_ffffn;

export function sha256Hex(...parts: readonly (string | Uint8Array)[]): string {
  const hash = createHash("sha256");
  for (const part of parts) hash.update(part);
  return hash.digest("hex");
}

/**
 * Writes the binary form that digests are taken of: every field is of fixed width or carries its
 * length, so two different contents never give the same bytes. Integers are big-endian.
 */
export class ByteWriter {
  #chunks: Uint8Array[] = [];

  u8(value: number): this {
    if (!Number.isInteger(value) || value < 0 || value > 0xff) throw outOfRange("u8", value);
    this.#chunks.push(Uint8Array.of(value));
    return this;
  }

  u32(value: number): this {
    if (!Number.isInteger(value) || value < 0 || value > U32_MAX) throw outOfRange("u32", value);
    const bytes = Buffer.alloc(4);
    bytes.writeUInt32BE(value);
    this.#chunks.push(bytes);
    return this;
  }

  u64(value: bigint): this {
    if (typeof value !== "bigint" || value < 0n || value > U64_MAX) throw outOfRange("u64", value);
    const bytes = Buffer.alloc(8);
    bytes.writeBigUInt64BE(value);
    this.#chunks.push(bytes);
    return this;
  }

  /** Milliseconds since 1970 of a canonical ISO instant, as u64. */
  instant(iso: string): this {
    const time = new Date(iso);
    if (Number.isNaN(time.getTime()) || time.toISOString() !== iso) {
      throw outOfRange("instant like 2026-10-05T09:00:00.000Z", iso);
    }
    return this.u64(BigInt(time.getTime()));
  }

  text(value: string): this {
    if (!value.isWellFormed()) throw outOfRange("well-formed text", value);
    const bytes = Buffer.from(value, "utf8");
    this.u32(bytes.length).#chunks.push(bytes);
    return this;
  }

  /** 64 lower-case hex characters as 32 bytes. */
  hash(hex: string): this {
    if (!/^[0-9a-f]{64}$/.test(hex)) throw outOfRange("SHA-256 in hex", hex);
    this.#chunks.push(Buffer.from(hex, "hex"));
    return this;
  }

  /** A base58 address or key as 32 bytes. */
  address(base58: string): this {
    const bytes = base58Decode(base58);
    if (bytes?.length !== 32) throw outOfRange("base58 of 32 bytes", base58);
    this.#chunks.push(bytes);
    return this;
  }

  /** One byte that says whether a value follows. */
  optional<T>(value: T | null, write: (value: T) => unknown): this {
    this.u8(value === null ? 0 : 1);
    if (value !== null) write(value);
    return this;
  }

  list<T>(items: readonly T[], write: (item: T) => unknown): this {
    this.u32(items.length);
    for (const item of items) write(item);
    return this;
  }

  /** Raw bytes whose length the format fixes, such as a domain tag. */
  raw(bytes: Uint8Array): this {
    this.#chunks.push(bytes);
    return this;
  }

  finish(): Uint8Array {
    return new Uint8Array(Buffer.concat(this.#chunks));
  }
}

function outOfRange(expected: string, value: unknown): RangeError {
  return new RangeError(`Expected ${expected}, found ${String(value)}.`);
}
