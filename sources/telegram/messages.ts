/**
 * What happens in a community's chats, as its bot sees it: by `getUpdates`, a hundred at a time, or by
 * a webhook, whose deliveries rest in the inbox until they land here, as if they had been asked for.
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
import type { KeptContents } from "../hook.ts";
import type { Feed, Json, Page } from "../source.ts";
import { assertDelivered } from "./delivered.ts";
import { TelegramConflictError } from "./errors.ts";
import { telegramMessagesStream } from "./message-stream.ts";
import type { Chats } from "./options.ts";
import { readUpdates } from "./read-updates.ts";
import { ALLOWED_UPDATES, readUpdate } from "./updates.ts";
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
  /** Where what a webhook brought has landed. */
  place: z.custom<Json>((value) => value !== undefined).default(null),
});
type Cursor = z.output<typeof Cursor>;

const START: Cursor = { offset: null, movedAt: null, became: [], place: null };

export interface TelegramMessagesOptions {
  readonly http: Http;
  readonly chats: Chats;
  /** By webhook Telegram lets nobody ask: then it is looked whether it can deliver. */
  readonly updates?: "polling" | "webhook";
  /** What the gateway took. Absent where only Telegram is asked. */
  readonly kept?: KeptContents;
}

export function telegramMessages({
  http,
  chats,
  updates = "polling",
  kept,
}: TelegramMessagesOptions): Feed<Cursor | null> {
  const { name } = telegramMessagesStream;

  /** What a webhook brought and has not landed yet, whatever is configured now; null: nothing. */
  function toldBy(cursor: Cursor, until: string): Page<Cursor> | null {
    if (kept === undefined) return null;
    const asked = { place: cursor.place, until, countMax: UPDATES_MAX };
    const { contents, unreadable, place } = kept.after(name, asked);
    if (contents.length + unreadable.length === 0) return null;
    const { became, records, quarantined } = readUpdates(contents, {
      chats,
      until,
      became: cursor.became,
    });
    const next = { ...cursor, became: [...became], place };
    return { records, quarantined: [...quarantined, ...unreadable], cursor: next, done: false };
  }

  return {
    name,
    stream: telegramMessagesStream,

    async fetchPage({ cursor: given, until, signal }) {
      const cursor = cursorFrom<Cursor>(Cursor, given, { stream: name, start: START });
      const told = toldBy(cursor, until);
      if (told !== null) return told;
      if (updates === "webhook") {
        await assertDelivered(http, { until, signal });
        return { records: [], quarantined: [], cursor: given, done: true };
      }
      const offset = isRenumbered(cursor, until) ? null : cursor.offset;
      const asked = await askForUpdates(http, offset, signal);
      const inTime = upTo(asked, until);
      const { records, quarantined, became, last } = readUpdates(inTime, {
        chats,
        until,
        became: cursor.became,
      });
      const next = last === null ? offset : last + 1;
      const isMoved = next !== offset;
      return {
        records,
        quarantined,
        cursor: isMoved
          ? { ...cursor, offset: next, movedAt: until, became: [...became] }
          : given === null
            ? null
            : cursor,
        // A reply may be short for other reasons: a repeated call gets one update. Only an empty one
        // is the end, and asking for it is what tells Telegram that the last page has landed.
        done: !isMoved || inTime.length < asked.length,
      };
    },

    readAgain(refused) {
      if (!isObject(refused)) return { records: [], quarantined: [] };
      const { parts, quarantined } = readUpdate(refused, (id) => Object.hasOwn(chats, `${id}`));
      return { records: parts, quarantined };
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
