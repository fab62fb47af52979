import { createHash } from "node:crypto";
import {
  closeSync,
  existsSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  statSync,
} from "node:fs";
import { join, relative } from "node:path";

import { formsOf } from "./secret-forms.ts";
import { searchFor } from "./search-bytes.ts";

/** Files are looked at in pieces that overlap by more than any form of a secret is long. */
const PIECE_BYTES = 1 << 22;
const OVERLAP_BYTES = 1 << 12;

/** A secret that a process of the run made or used. */
interface Noted {
  readonly kind: string;
  readonly hex: string;
  /** The file of ours that did. */
  readonly by: string;
}

/**
 * A secret in a file that is not there to hold it. It says which file and what kind of secret, and
 * nothing of its bytes.
 */
export interface Leak {
  readonly file: string;
  readonly kind: string;
  readonly by: string;
  readonly form: string;
  readonly at: number;
}

export interface Looked {
  readonly leaks: readonly Leak[];
  readonly secretCount: number;
  readonly fileCount: number;
  readonly byteCount: number;
}

/** Files whose purpose is to hold one kind of secret: nothing else of a data folder may. */
const HOLDS: readonly { readonly file: RegExp; readonly kind: RegExp }[] = [
  { file: /\/settler\.json$/, kind: /^ed25519 key$/ },
  // Of members who lend the treasury: on machines of their own.
  { file: /\/member-keys\/[a-z]+\.json$/, kind: /^ed25519 key$/ },
  { file: /\/identity\.key(\.\d+)?$/, kind: /^HMAC key$/ },
];

/**
 * Made a key of by the tests, for its address alone, and no secret: LiteSVM's first block hash is the
 * same SHA-256.
 */
const PUBLIC = new Set([createHash("sha256").update("genesis").digest("hex")]);

/** Looks for each secret that was noted, in each way it may be written, in all files of these places. */
export function leaksIn(places: readonly string[], notedIn: string): Looked {
  const noted = notedSecrets(notedIn);
  const forms = noted.flatMap((secret) =>
    formsOf(Buffer.from(secret.hex, "hex")).map((form) => ({ ...form, secret })),
  );
  const search = searchFor(forms.map(({ bytes }) => bytes));
  const files = places.flatMap(filesIn).filter((file) => !file.startsWith(`${notedIn}/`));
  const leaks: Leak[] = [];
  let byteCount = 0;
  const piece = Buffer.allocUnsafe(PIECE_BYTES);
  for (const file of files) {
    const seen = new Set<string>();
    byteCount += eachPiece(file, piece, (bytes, from) => {
      for (const { pattern, at } of search.in(bytes)) {
        const { secret, form } = forms[pattern]!;
        const isSaid = seen.has(secret.hex) || isHeldBy(file, secret.kind);
        seen.add(secret.hex);
        const { kind, by } = secret;
        if (!isSaid) leaks.push({ file: nameOf(file, places), kind, by, form, at: from + at });
      }
    });
  }
  return { leaks, secretCount: noted.length, fileCount: files.length, byteCount };
}

function isHeldBy(path: string, kind: string): boolean {
  return HOLDS.some((one) => one.file.test(path) && one.kind.test(kind));
}

function notedSecrets(folder: string): readonly Noted[] {
  const noted = new Map<string, Noted>();
  for (const name of readdirSync(folder)) {
    for (const line of readFileSync(join(folder, name), "utf8").split("\n")) {
      if (line === "") continue;
      const one = JSON.parse(line) as Noted;
      if (!noted.has(one.hex) && !PUBLIC.has(one.hex)) noted.set(one.hex, one);
    }
  }
  return [...noted.values()];
}

/** Ordinary files, below a folder or the place itself. What vanishes meanwhile is not there. */
function filesIn(place: string): readonly string[] {
  if (!existsSync(place)) return [];
  if (!statSync(place).isDirectory()) return [place];
  return readdirSync(place, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}

function eachPiece(
  file: string,
  piece: Buffer,
  use: (bytes: Buffer, from: number) => void,
): number {
  let descriptor: number;
  try {
    descriptor = openSync(file, "r");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return 0;
    throw error;
  }
  try {
    let from = 0;
    for (;;) {
      const count = readSync(descriptor, piece, 0, piece.length, from);
      if (count > 0) use(piece.subarray(0, count), from);
      if (count < piece.length) return from + count;
      from += count - OVERLAP_BYTES;
    }
  } finally {
    closeSync(descriptor);
  }
}

function nameOf(file: string, places: readonly string[]): string {
  const place = places.find((one) => file.startsWith(`${one}/`));
  return place === undefined ? file : relative(place, file);
}
