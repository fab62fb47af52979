import { constants } from "node:fs";
import { open, readdir, realpath, stat } from "node:fs/promises";

export type Kind = "file" | "folder" | "link" | "other";

export interface Entry {
  /** Null where the name is not UTF-8: such a file cannot be asked for by a text. */
  readonly name: string | null;
  /** The name for people; a byte that is no text is shown as `\xNN`. */
  readonly shown: string;
  readonly kind: Kind;
}

export interface Facts {
  readonly kind: Kind;
  readonly size: number;
  /** Another text after any change of content, name or rights. */
  readonly changed: string;
}

/** All that is asked of the disk. A test closes a part of it, a bench counts what is opened. */
export interface Files {
  entries(folder: string): Promise<Entry[]>;
  /** Where a path leads in the end, through all links. Throws for a link that leads nowhere. */
  realPath(path: string): Promise<string>;
  facts(path: string): Promise<Facts>;
  read(path: string, signal: AbortSignal): Promise<Buffer>;
}

export const onDisk: Files = {
  async entries(folder) {
    const found = await readdir(folder, { withFileTypes: true, encoding: "buffer" });
    return found.map((entry) => ({ ...named(entry.name), kind: kindOf(entry) }));
  },

  realPath: (path) => realpath(path),

  async facts(path) {
    const found = await stat(path, { bigint: true });
    const { size, mtimeNs, ctimeNs } = found;
    return { kind: kindOf(found), size: Number(size), changed: `${mtimeNs} ${ctimeNs}` };
  },

  async read(path, signal) {
    // A pipe put here since it was looked at would be waited for without end.
    const handle = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
    try {
      return await handle.readFile({ signal });
    } finally {
      await handle.close();
    }
  },
};

/**
 * What is wrong with one entry, as the system calls it (`EACCES`); null for any other error, such
 * as one of the whole process, which has too many files open.
 */
export function faultOf(error: unknown): string | null {
  if (!(error instanceof Error) || !("code" in error)) return null;
  const code = String(error.code);
  const isOfProcess = ["EMFILE", "ENFILE", "ENOMEM"].includes(code);
  return /^E[A-Z0-9]+$/.test(code) && !isOfProcess ? code : null;
}

interface Typed {
  isFile(): boolean;
  isDirectory(): boolean;
  isSymbolicLink(): boolean;
}

function kindOf(typed: Typed): Kind {
  if (typed.isSymbolicLink()) return "link";
  if (typed.isDirectory()) return "folder";
  return typed.isFile() ? "file" : "other";
}

function named(bytes: Buffer): Pick<Entry, "name" | "shown"> {
  const name = bytes.toString("utf8");
  if (Buffer.from(name).equals(bytes)) return { name, shown: name };
  const shown = [...bytes]
    .map((byte) =>
      byte < 0x80 ? String.fromCodePoint(byte) : `\\x${byte.toString(16).padStart(2, "0")}`,
    )
    .join("");
  return { name: null, shown };
}
