import { createHash } from "node:crypto";
import { basename } from "node:path";

const FILE_NAME = /^(\d{8})-([0-9a-f]{16})\.ndjson\.zst$/;

/** A folder of a feed: the end of a feed is looked for among no more files than one holds. */
export const FOLDER = /^\d{5}$/;
export const NUMBERS_PER_FOLDER = 1_000;

const PACK_NAME = /^(\d{5})-([0-9a-f]{16})\.pack$/;

export function fileName(number: number, bytes: Uint8Array): string {
  return `${String(number).padStart(8, "0")}-${contentHash(bytes)}.ndjson.zst`;
}

/** Where in its feed's folder a file of this number lies. */
export function folderOf(number: number): string {
  return String(Math.floor(number / NUMBERS_PER_FOLDER)).padStart(5, "0");
}

/** Undefined for anything that is not a landing file, a killed writer's temporary file above all. */
export function numberIn(name: string): number | undefined {
  const number = FILE_NAME.exec(basename(name))?.[1];
  return number === undefined ? undefined : Number(number);
}

/** What the bytes of a file of this name hash to. */
export function hashIn(name: string): string | undefined {
  return FILE_NAME.exec(basename(name))?.[2];
}

export function contentHash(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex").slice(0, 16);
}

/**
 * Tells by name what a pack holds. Members' names carry hashes of their own, so two packs of one name
 * hold the same bytes, and loose files tell what the pack of them would be called.
 */
export function packName(folder: string, members: readonly string[]): string {
  return `${folder}-${namesHash(members)}.pack`;
}

/** Undefined for anything that is not a pack. */
export function packIn(name: string): { folder: string; hash: string } | undefined {
  const [, folder, hash] = PACK_NAME.exec(name) ?? [];
  return folder === undefined || hash === undefined ? undefined : { folder, hash };
}

/** Of names below a feed's folder, in any order. */
export function namesHash(names: readonly string[]): string {
  return contentHash(Buffer.from(names.toSorted(byCodeUnit).join("\n")));
}

/** The same order on every machine and in every locale. */
export const byCodeUnit = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
