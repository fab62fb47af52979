/** The longest transaction of the legacy format: an IPv6 packet less its headers. */
export const WIRE_BYTES_MAX = 1232;

/** The longest of format v1, which a cluster may take besides: SIMD-0385. */
export const V1_BYTES_MAX = 4096;

/** The first byte of a v1 transaction; a legacy one begins with the count of its signatures. */
export const V1_PREFIX = 0x81;

/** Which of its limits a v1 transaction sets; ours set all but that of the heap. */
export const V1_CONFIG = { priorityFee: 0b11, units: 0b100, loadedBytes: 0b1000, heap: 0b1_0000 };

/**
 * Of all accounts that a payment reads, programs among them, in bytes: v1 takes one that is left out
 * for nothing. Nothing is paid for it.
 */
export const LOADED_BYTES_MAX = 4 * 1024 * 1024;

export const SIGNATURE_BYTES = 64;
export const KEY_BYTES = 32;

/** Legacy: signatures, then the message. V1: the message, then its signatures. */
export function isV1(wire: Uint8Array): boolean {
  return wire[0] === V1_PREFIX;
}

/**
 * A transaction taken apart: where each part stands in its bytes. Views of them are made
 * where they are asked for, since to make all of them takes longer than to read a payment.
 */
export interface ParsedWire {
  /** What v1 states beside its instructions; null for a legacy transaction. */
  readonly config: V1Config | null;
  readonly header: { signers: number; readonlySigners: number; readonlyOthers: number };
  readonly signaturesAt: number;
  readonly messageAt: number;
  readonly messageEnd: number;
  readonly keysAt: number;
  readonly keyCount: number;
  readonly blockhashAt: number;
  readonly instructions: readonly ParsedInstruction[];
  readonly wire: Uint8Array;
  /** Over the whole transaction, to read numbers with. */
  readonly view: DataView;
}

/** A limit that is not set is null, and counts as nothing, not as a default. */
export interface V1Config {
  readonly priorityLamports: bigint | null;
  readonly units: number | null;
  readonly loadedBytes: number | null;
  readonly heapBytes: number | null;
}

export interface ParsedInstruction {
  /** Index of its program's key. */
  readonly program: number;
  /** Indexes into the keys, a byte each. */
  readonly accountsAt: number;
  readonly accountCount: number;
  readonly bytesAt: number;
  readonly byteCount: number;
}
