import { statSync } from "node:fs";

import { keepEvents, type KeptEvents } from "./kept-events.ts";
import { type LedgerReader, openLedgerToRead, readerOf } from "./ledger-reader.ts";
import type { LedgerPlace } from "./place.ts";
import { openLedgerFileToRead } from "./read-file.ts";

/** Not read for so long, the file is let go: whoever restores a ledger wants it for itself. */
const IDLE_MS = 2_000;

/**
 * Reads a ledger that another process writes, as it is at each look: also where
 * the file was put in place of another one since, or was closed by its owner. Each event is checked
 * as it is read; none where there is no ledger. Writes nothing.
 */
export function followLedger(place: LedgerPlace): FollowedLedger {
  return "file" in place ? followFile(place.file) : followPostgres(place);
}

type FollowedLedger = Pick<LedgerReader, "read"> & AsyncDisposable;

/** Each look asks the server, which says whether the ledger is another one since. */
function followPostgres(place: LedgerPlace): FollowedLedger {
  let opening: Promise<LedgerReader | null> | null = null;
  return {
    async read(options) {
      opening ??= openLedgerToRead(place);
      try {
        const reader = await opening;
        if (reader !== null) return await reader.read(options);
      } catch (error) {
        opening = null;
        throw error;
      }
      opening = null;
      return [];
    },
    async [Symbol.asyncDispose]() {
      await (await opening?.catch(() => null))?.close();
    },
  };
}

function followFile(file: string): FollowedLedger {
  let opened: { readonly reader: LedgerReader; readonly of: string } | null = null;
  let kept: { readonly events: KeptEvents; readonly of: string } | null = null;
  let idle: NodeJS.Timeout | null = null;

  async function close(): Promise<void> {
    const closing = opened;
    opened = null;
    await closing?.reader.close();
  }

  function soonIdle(): void {
    if (idle !== null) clearTimeout(idle);
    idle = setTimeout(() => void close(), IDLE_MS);
    idle.unref();
  }

  async function reader(): Promise<LedgerReader | null> {
    const found = fileAt(file);
    // What its writers share. Opened without it, SQLite takes the ledger for one that nobody writes.
    const shared = fileAt(`${file}-shm`);
    const of = `${found} ${shared}`;
    if (opened !== null && opened.of === of && shared !== null) return opened.reader;
    await close();
    if (found === null) return null;
    const store = openLedgerFileToRead(file);
    if (store === null) return null;
    if (kept?.of !== found) kept = { events: keepEvents(), of: found };
    opened = { reader: readerOf(store, kept.events), of };
    return opened.reader;
  }

  return {
    async read(options) {
      const found = await reader();
      soonIdle();
      return found === null ? [] : await found.read(options);
    },
    async [Symbol.asyncDispose]() {
      if (idle !== null) clearTimeout(idle);
      await close();
    },
  };
}

/** Tells a file from one that was put in its place, whose number may be the old one's. */
function fileAt(path: string): string | null {
  const found = statSync(path, { throwIfNoEntry: false, bigint: true });
  return found === undefined ? null : `${found.dev} ${found.ino} ${found.birthtimeNs}`;
}
