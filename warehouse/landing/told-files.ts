import { existsSync, mkdirSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";

import { MEMORY, openTold, type Told } from "./told.ts";

/** Of what is told otherwise. */
const VERSION = 1;

const SQLITE_ERROR = 1;
const SQLITE_CORRUPT = 11;
const SQLITE_NOTADB = 26;

/** Where what a stream's files have told is kept. */
export interface ToldFiles {
  /** What was told last, by whichever process. */
  open(): Told;
  /**
   * Nothing told yet. What was told until now stays to those who have it: they may be asking, and half
   * of it would be worse than none.
   */
  openAnew(): Told;
  /** False where another process began anew. */
  isLast(): boolean;
}

export const inMemory: ToldFiles = {
  open: () => openTold(MEMORY),
  openAnew: () => openTold(MEMORY),
  isLast: () => true,
};

/** In files of `folder`, of which the last counts: one that is begun anew has a later number. */
export function inFolder(folder: string, stream: string): ToldFiles {
  let opened = "";
  const prefix = `${stream}.v${VERSION}.`;
  const numbers = () =>
    readdirSync(folder)
      .filter((name) => name.startsWith(`${stream}.v`) && name.endsWith(".db"))
      .map((name) => (name.startsWith(prefix) ? Number(name.slice(prefix.length, -3)) : 0))
      .toSorted((a, b) => a - b);
  function openNumber(number: number): Told {
    opened = join(folder, `${prefix}${number}.db`);
    return openTold(opened);
  }
  function openNext(): Told {
    const told = openNumber((numbers().at(-1) ?? 0) + 1);
    for (const name of readdirSync(folder)) {
      if (!name.startsWith(`${stream}.v`) || join(folder, name).startsWith(opened)) continue;
      try {
        rmSync(join(folder, name), { force: true });
      } catch {
        // A system that keeps what another process has open: the next one to begin anew removes it.
      }
    }
    return told;
  }
  return {
    open() {
      mkdirSync(folder, { recursive: true, mode: 0o700 });
      const last = numbers().at(-1) ?? 0;
      if (last === 0) return openNext();
      try {
        return openNumber(last);
      } catch (error) {
        if (!isBroken(error)) throw error;
        return openNext();
      }
    },
    openAnew: openNext,
    isLast: () => existsSync(opened),
  };
}

/** It is no file of ours, or not any more. */
export function isBroken(error: unknown): boolean {
  const { errcode } = error as { readonly errcode?: unknown };
  const code = typeof errcode === "number" ? errcode & 0xff : 0;
  return [SQLITE_ERROR, SQLITE_CORRUPT, SQLITE_NOTADB].includes(code);
}
