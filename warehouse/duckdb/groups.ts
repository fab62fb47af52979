import type { NewFile } from "./new-file.ts";

/** Bounds what a crash repeats. */
const FILES_PER_TRANSACTION_MAX = 64;

/**
 * Unpacked: DuckDB keeps what a transaction appends until its commit, several times over. Records that
 * are alike take a tenth of it on disk.
 */
const BYTES_PER_TRANSACTION_MAX = 96 * 2 ** 20;

/** Two files at once, each unpacked by a thread of its own, may take a little more. */
const BYTES_OF_TWO_MAX = 160 * 2 ** 20;

/** The same for records that are short, of which each takes a hash and a place besides. */
const RECORDS_PER_TRANSACTION_MAX = 400_000;

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
  const bytesMax = all.length === 2 ? BYTES_OF_TWO_MAX : BYTES_PER_TRANSACTION_MAX;
  return (
    all.length <= FILES_PER_TRANSACTION_MAX &&
    sumOf(all, ({ contentBytes }) => contentBytes) <= bytesMax &&
    sumOf(all, ({ manifest }) => manifest.record_count) <= RECORDS_PER_TRANSACTION_MAX &&
    last?.manifest.kind === "page" &&
    file.manifest.kind === "page" &&
    last.file.stream === file.file.stream &&
    last.manifest.primary_key.join() === file.manifest.primary_key.join()
  );
}

function sumOf(files: readonly NewFile[], value: (file: NewFile) => number): number {
  return files.reduce((sum, file) => sum + value(file), 0);
}
