import { createHash, createHmac } from "node:crypto";
import { existsSync } from "node:fs";
import type { DatabaseSync } from "node:sqlite";

import { parseExactly } from "../../sources/exact-json.ts";
import type { KeptContents, Mark, Told } from "../../sources/hook.ts";
import type { Json, Quarantined } from "../../sources/source.ts";
import { InboxUnusableError } from "./errors.ts";
import { openInboxFile } from "./inbox-file.ts";
import { seal, unseal } from "./seal.ts";

/** Telegram tries for a day, Discourse for some hours: a week later nobody repeats himself. */
const REMEMBERED_MS = 7 * 86_400_000;

export interface Marked extends Mark {
  /** When the last delivery that told of it came: milliseconds since 1970. */
  readonly at: number;
}

/**
 * Where deliveries of webhooks rest until what they marked has been read: ids, marks, and sealed what
 * no read will tell. One file for any number of processes.
 */
export interface Inbox extends KeptContents, Disposable {
  /** On the disk once it returns. False for a delivery that is known already: nothing changes. */
  store(system: string, told: Told): boolean;
  /** What is to be read or swept. */
  marks(): readonly Marked[];
  /** Takes a mark away that came no later than `until`: a run as of then has seen it. */
  seen(mark: Mark, until: string): void;
}

export function openInbox(options: {
  readonly file: string;
  /** 32 bytes; asked for only where something is sealed or opened. */
  readonly key: () => Uint8Array;
  readonly now: () => number;
}): Inbox {
  const { file, key, now } = options;
  let db: DatabaseSync | null = null;

  function using<T>(work: (opened: DatabaseSync) => T): T {
    try {
      db ??= openInboxFile(file);
      return work(db);
    } catch (error) {
      throw new InboxUnusableError(file, error);
    }
  }
  /** Who only looks makes no file. */
  const isThere = () => db !== null || existsSync(file);

  return {
    store: (system, { id, marks, kept }) =>
      using((opened) =>
        inTransaction(opened, () => {
          const at = now();
          opened.prepare("DELETE FROM deliveries WHERE at < ?").run(at - REMEMBERED_MS);
          const added = opened
            .prepare("INSERT OR IGNORE INTO deliveries (system, id, at) VALUES (?, ?, ?)")
            .run(system, digestOf(id), at);
          if (added.changes === 0) return false;
          const mark = opened.prepare(
            `INSERT INTO marks (feed, how, at) VALUES (?, ?, ?)
             ON CONFLICT DO UPDATE SET at = max(at, excluded.at)`,
          );
          for (const { feed, how } of marks) mark.run(feed, how, at);
          const keep = opened.prepare(
            "INSERT OR IGNORE INTO contents (feed, digest, at, sealed) VALUES (?, ?, ?, ?)",
          );
          for (const { feed, content } of kept) {
            const text = JSON.stringify(content);
            // Keyed, since a short row could be guessed.
            const digest = createHmac("sha256", key()).update(`${feed}\0${text}`).digest("hex");
            keep.run(feed, digest, at, seal(key(), text, digest));
            mark.run(feed, "read", at);
          }
          return true;
        }),
      ),

    marks() {
      if (!isThere()) return [];
      return using((opened) =>
        opened
          .prepare("SELECT feed, how, at FROM marks ORDER BY feed, how")
          .all()
          .map(({ feed, how, at }) => ({
            feed: String(feed),
            how: how === "sweep" ? "sweep" : "read",
            at: Number(at),
          })),
      );
    },

    seen({ feed, how }, until) {
      if (!isThere()) return;
      using((opened) =>
        opened
          .prepare("DELETE FROM marks WHERE feed = ? AND how = ? AND at <= ?")
          .run(feed, how, Date.parse(until)),
      );
    },

    after(feed, { place, until, countMax }) {
      if (!isThere()) return { contents: [], unreadable: [], place, done: true };
      return using((opened) => {
        const inbox = String(opened.prepare("SELECT id FROM inbox").get()?.["id"]);
        const from = seqIn(place, inbox);
        // Given back, the place has landed with all that lies before it.
        opened
          .prepare(
            "UPDATE contents SET sealed = NULL WHERE feed = ? AND seq <= ? AND sealed NOT NULL",
          )
          .run(feed, from);
        const rows = opened
          .prepare(
            `SELECT seq, digest, sealed FROM contents
             WHERE feed = ? AND seq > ? AND at <= ? AND sealed NOT NULL ORDER BY seq LIMIT ?`,
          )
          .all(feed, from, Date.parse(until), countMax);
        const contents: Json[] = [];
        const unreadable: Quarantined[] = [];
        for (const { digest, sealed } of rows) {
          const text = unseal(key(), sealed as Uint8Array, String(digest));
          if (text === null)
            unreadable.push({ record: { delivery: String(digest) }, reason: LOST });
          else contents.push(parseExactly(text) as Json);
        }
        const last = rows.at(-1)?.["seq"];
        const next = last === undefined ? place : { inbox, seq: Number(last) };
        return { contents, unreadable, place: next, done: rows.length < countMax };
      });
    },

    [Symbol.dispose]() {
      db?.close();
      db = null;
    },
  };
}

const LOST = "it was sealed with another key";

/** Where the file was lost, another one counts from its own beginning. */
function seqIn(place: Json, inbox: string): number {
  if (typeof place !== "object" || place === null || !("inbox" in place)) return 0;
  return place.inbox === inbox ? Number(place.seq) : 0;
}

function inTransaction<T>(db: DatabaseSync, work: () => T): T {
  db.exec("BEGIN IMMEDIATE");
  try {
    const done = work();
    db.exec("COMMIT");
    return done;
  } catch (error) {
    db.exec("ROLLBACK");
    throw error;
  }
}

/** An id may be anything that a system thought of; so it is short, and tells nobody's name. */
function digestOf(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
