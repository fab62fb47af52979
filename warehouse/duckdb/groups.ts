import type { NewFile } from "./new-file.ts";

/** One query names all its files. */
const FILES_PER_TRANSACTION_MAX = 512;

/**
 * Unpacked, and as much as a minute loads: a crash repeats it. Many records at once are written to the
 * file as they come; where few of them are appended after others, what stands there is read and written
 * again, which costs half as much once more and keeps all of it in memory.
 */
const BYTES_PER_TRANSACTION_MAX = 2 * 2 ** 30;

/** The same for records that are short, of which each takes a hash and a place besides. */
const RECORDS_PER_TRANSACTION_MAX = 8_000_000;

/** Neighbours that one query can read: pages of one stream with one key. A sweep stands alone. */
export function grouped(files: readonly NewFile[]): NewFile[][] {
  const groups: NewFile[][] = [];
  for (const file of files) {
    const group = groups.at(-1);
    if (group !== undefined && belongs(group, file)) group.push(file);
    else groups.push([file]);
  }
  return groups;
}

function belongs(group: readonly NewFile[], file: NewFile): boolean {
  const last = group.at(-1);
  const all = [...group, file];
  return (
    all.length <= FILES_PER_TRANSACTION_MAX &&
    bytesOf(all) <= BYTES_PER_TRANSACTION_MAX &&
    sumOf(all, ({ manifest }) => manifest.record_count) <= RECORDS_PER_TRANSACTION_MAX &&
    last?.manifest.kind === "page" &&
    file.manifest.kind === "page" &&
    last.file.stream === file.file.stream &&
    last.manifest.primary_key.join() === file.manifest.primary_key.join()
  );
}

/** Unpacked. */
export function bytesOf(files: readonly NewFile[]): number {
  return sumOf(files, ({ contentBytes }) => contentBytes);
}

function sumOf(files: readonly NewFile[], value: (file: NewFile) => number): number {
  return files.reduce((sum, file) => sum + value(file), 0);
}
