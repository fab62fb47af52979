/**
 * What happens in a community's chats, as its bot sees it: by `getUpdates`, a hundred at a time.
 *
 * Telegram keeps an update for a day and forgets it once a later one is asked for. So the offset of
 * a call is the cursor of the page before, which has landed by then.
 *
 * API: https://core.telegram.org/bots/api#getupdates
 */
import { z } from "zod";

import { cursorFrom } from "../cursor.ts";
import { SourceRequestError } from "../errors.ts";
import type { Http } from "../http.ts";
import { asSent } from "../records.ts";
import type { Feed, Json, Quarantined } from "../source.ts";
import { TelegramConflictError } from "./errors.ts";
import { type Part, telegramMessagesStream } from "./message-stream.ts";
import type { Chats } from "./options.ts";
import { ALLOWED_UPDATES, bare, readUpdate } from "./updates.ts";
import { isObject } from "./withheld.ts";

const UPDATES_MAX = 100;

/**
 * After a week without updates the next id is drawn anew and may be smaller. Whatever is older than
 * a day is forgotten by then, so asking without an offset repeats nothing.
 */
const RENUMBERED_MS = 6 * 24 * 60 * 60_000;

const Envelope = z.object({ ok: z.literal(true), result: z.array(asSent) });

const Cursor = z.object({
  /** The id after the last update that landed; null until there was one. */
  offset: z.int().nullable(),
  /** When that was: the `until` of its page. */
  movedAt: z.string().nullable(),
  /** Supergroups that chats of the configuration have become. */
  became: z.array(z.int()),
});
type Cursor = z.output<typeof Cursor>;

const START: Cursor = { offset: null, movedAt: null, became: [] };

export interface TelegramMessagesOptions {
  readonly http: Http;
  readonly chats: Chats;
}

export function telegramMessages({ http, chats }: TelegramMessagesOptions): Feed<Cursor | null> {
  const { name } = telegramMessagesStream;
  return {
    name,
    stream: telegramMessagesStream,

    async fetchPage({ cursor: given, until, signal }) {
      const cursor = cursorFrom<Cursor>(Cursor, given, { stream: name, start: START });
      const offset = isRenumbered(cursor, until) ? null : cursor.offset;
      const updates = await askForUpdates(http, offset, signal);
      const inTime = upTo(updates, until);
      const became = new Set(cursor.became);
      const isRead = (id: number) => Object.hasOwn(chats, `${id}`) || became.has(id);
      const records: Part[] = [];
      const quarantined: Quarantined[] = [];
      const unknown = new Map<number, Part>();
      let next = offset;
      for (const update of inTime) {
        const id = isObject(update) ? update["update_id"] : null;
        if (!isObject(update) || !Number.isSafeInteger(id)) {
          quarantined.push({
            record: bare(isObject(update) ? update : {}),
            reason: "unreadable update_id",
          });
          continue;
        }
        next = Number(id) + 1;
        const read = readUpdate(update, isRead);
        records.push(...read.parts);
        quarantined.push(...read.quarantined);
        if (read.became !== null) became.add(read.became);
        if (read.unknownChat !== null)
          unknown.set(read.unknownChat.id, seen(read.unknownChat, until));
      }
      const isMoved = next !== offset;
      return {
        records: [...records, ...unknown.values()] as unknown as Json[],
        quarantined,
        cursor: isMoved
          ? { offset: next, movedAt: until, became: [...became] }
          : given === null
            ? null
            : cursor,
        // A reply may be short for other reasons: a repeated call gets one update. Only an empty one
        // is the end, and asking for it is what tells Telegram that the last page has landed.
        done: !isMoved || inTime.length < updates.length,
      };
    },

    readAgain(refused) {
      if (!isObject(refused)) return { records: [], quarantined: [] };
      const { parts, quarantined } = readUpdate(refused, (id) => Object.hasOwn(chats, `${id}`));
      return { records: parts as unknown as Json[], quarantined };
    },
  };
}

function isRenumbered({ movedAt }: Cursor, until: string): boolean {
  return movedAt !== null && Date.parse(until) - Date.parse(movedAt) > RENUMBERED_MS;
}

async function askForUpdates(
  http: Http,
  offset: number | null,
  signal: AbortSignal,
): Promise<readonly Json[]> {
  const json = {
    ...(offset === null ? {} : { offset }),
    limit: UPDATES_MAX,
    timeout: 0,
    allowed_updates: [...ALLOWED_UPDATES],
  };
  try {
    return (await http.post(Envelope, "/getUpdates", { json, signal })).result;
  } catch (error) {
    if (!(error instanceof SourceRequestError) || error.status !== 409) throw error;
    const by = error.code === "webhook" || error.code === "poller" ? error.code : "unknown";
    throw new TelegramConflictError(by, error);
  }
}

/**
 * What is newer than the run waits at Telegram for the next one. Much newer, it is a date that
 * nobody's clock shows: whatever stands behind it would wait until it is lost.
 */
const NEWER_MS_MAX = 60 * 60_000;

/** Up to the first one that is newer: it keeps its place. */
function upTo(updates: readonly Json[], until: string): readonly Json[] {
  const end = updates.findIndex((update) => {
    const date = isObject(update) ? dateOf(update) : null;
    const newerMs = date === null ? 0 : date * 1000 - Date.parse(until);
    return newerMs > 0 && newerMs <= NEWER_MS_MAX;
  });
  return end < 0 ? updates : updates.slice(0, end);
}

function dateOf(update: { readonly [key: string]: Json }): number | null {
  for (const kind of ALLOWED_UPDATES) {
    const content = update[kind];
    if (!isObject(content)) continue;
    const date = content["edit_date"] ?? content["date"];
    return typeof date === "number" ? date : null;
  }
  return null;
}

/** Says that there is such a chat, once a day, and nothing of it: somebody may want to configure it. */
function seen({ id, type }: { readonly id: number; readonly type: string }, until: string): Part {
  const changed_at = `${until.slice(0, 10)}T00:00:00.000Z`;
  return {
    chat_id: id,
    message_id: 0,
    part: "seen",
    kind: "seen",
    way: "bot",
    changed_at,
    sent: { type },
  };
}
