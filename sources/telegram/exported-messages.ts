/**
 * What happened in a community's chats before its bot joined, or while it was away: from an export
 * that a member made with Telegram Desktop. A page is a slice of the file, so a file of any size is
 * read within the memory of a slice, and a killed run goes on at the byte where it stopped.
 */
import { z } from "zod";

import { cursorFrom } from "../cursor.ts";
import type { Feed, Json, Quarantined } from "../source.ts";
import { TelegramExportError } from "./errors.ts";
import { type ExportFile, openExport } from "./export/file.ts";
import { readExported } from "./export/message.ts";
import { BEGINNING, NotAnExport, passingMessage, Place, walkSlice } from "./export/walk.ts";
import { chatIdOf, type ExportedChat } from "./keys.ts";
import { type Part, telegramMessagesStream } from "./message-stream.ts";
import type { Chats } from "./options.ts";

/** Some ten thousand messages. */
const SLICE_BYTES = 8 * 2 ** 20;
/** A longer message is refused: nobody wrote it. Telegram's own limit is 4,096 letters. */
const MESSAGE_BYTES_MAX = 16 * 2 ** 20;
/** Chats that are passed over give no records; so much of them is passed in one page. */
const PASSED_BYTES_MAX = 256 * 2 ** 20;

const Cursor = z.object({
  files: z.array(
    z.object({
      identity: z.string(),
      /** Null once it was read to its end. */
      place: Place.nullable(),
    }),
  ),
});
type Cursor = z.output<typeof Cursor>;

export interface ExportedMessagesOptions {
  /** Folders or files. */
  readonly paths: readonly string[];
  readonly chats: Chats;
  /** Smaller in tests. */
  readonly sliceBytes?: number;
}

export function telegramExportedMessages({
  paths,
  chats,
  sliceBytes = SLICE_BYTES,
}: ExportedMessagesOptions): Feed<Cursor | null> {
  const name = `${telegramMessagesStream.name}@export`;
  const isRead = (chatId: number) => Object.hasOwn(chats, `${chatId}`);
  const read = (file: ExportFile, place: Place) => readSlice(file, place, { isRead, sliceBytes });

  return {
    name,
    stream: telegramMessagesStream,

    async fetchPage({ cursor: given, until, signal }) {
      const { files } = cursorFrom<Cursor>(Cursor, given, { stream: name, start: { files: [] } });
      const present: Cursor["files"] = [];
      let fault: TelegramExportError | null = null;
      for (const path of paths) {
        try {
          using file = openExport(path);
          const known = files.find(({ identity }) => identity === file.identity);
          if (known !== undefined) present.push(known);
          if (known?.place === null) continue;
          const from = known?.place ?? beginningOf(file);
          const { place, ...page } = readOn(file, from, { read, until, signal });
          const others = files.filter((one) => one !== known);
          const next = { identity: file.identity, place: isWhole(file, place) ? null : place };
          return { ...page, cursor: { files: [...others, next] }, done: false };
        } catch (error) {
          if (!(error instanceof TelegramExportError)) throw error;
          // The files after it are read all the same.
          fault ??= error;
        }
      }
      if (fault !== null) throw fault;
      // What is there no longer is forgotten: brought again, it is read again.
      const isSame = present.length === files.length;
      return {
        records: [],
        quarantined: [],
        cursor: isSame ? given : { files: present },
        done: true,
      };
    },
  };
}

interface Slice {
  readonly records: readonly Json[];
  readonly quarantined: readonly Quarantined[];
  readonly unread: readonly ExportedChat[];
  readonly place: Place;
}

type ReadSlice = (file: ExportFile, place: Place) => Slice;

/** Slice by slice until there is something to land. */
function readOn(
  file: ExportFile,
  from: Place,
  {
    read,
    until,
    signal,
  }: { readonly read: ReadSlice; readonly until: string; readonly signal: AbortSignal },
) {
  const records: Json[] = [];
  const quarantined: Quarantined[] = [];
  let place = from;
  try {
    while (place.at < file.byteCount && place.at - from.at < PASSED_BYTES_MAX) {
      signal.throwIfAborted();
      const slice = read(file, place);
      place = slice.place;
      records.push(...slice.records, ...slice.unread.map((chat) => seen(chat, until)));
      quarantined.push(...slice.quarantined);
      if (slice.records.length > 0) break;
    }
    assertWhole(file, place);
  } catch (error) {
    // What came before a fault lands first; the next page stands right before it, and throws.
    if (place.at > from.at && isFault(error)) return { records, quarantined, place };
    throw error instanceof NotAnExport ? new TelegramExportError(file.path, error.message) : error;
  }
  return { records, quarantined, place };
}

function isFault(error: unknown): boolean {
  return error instanceof NotAnExport || error instanceof TelegramExportError;
}

function isWhole({ byteCount }: ExportFile, { at, isClosed, isExport }: Place): boolean {
  return at === byteCount && isClosed && isExport;
}

function assertWhole(file: ExportFile, place: Place): void {
  const { path, byteCount } = file;
  const { at, isClosed } = place;
  if (at < byteCount || isWhole(file, place)) return;
  if (!isClosed) throw new TelegramExportError(path, `it ends at byte ${at} before it is complete`);
  throw new TelegramExportError(path, "it has neither messages nor chats");
}

/** A slice from `place` on; larger, if one message needs it. */
function readSlice(
  file: ExportFile,
  place: Place,
  { isRead, sliceBytes }: { isRead: (chatId: number) => boolean; sliceBytes: number },
): Slice {
  for (let byteCount = sliceBytes; ; byteCount *= 2) {
    const bytes = file.read(place.at, byteCount);
    const walked = walkSlice(bytes, place, isRead);
    const isMoved = walked.place.at > place.at;
    const isEnd = place.at + bytes.length >= file.byteCount;
    if (walked.isCut && !isMoved && !isEnd && byteCount < MESSAGE_BYTES_MAX) continue;
    const read = readFound(bytes, walked.found, place.at);
    if (!walked.isCut || isMoved) return { ...read, unread: walked.unread, place: walked.place };
    if (isEnd) throw new NotAnExport(`it ends at byte ${file.byteCount} within a message`);
    const reason = `a message longer than ${MESSAGE_BYTES_MAX / 2 ** 20} MB`;
    return {
      records: [],
      quarantined: [{ record: { chat: place.chat, at: place.at }, reason }],
      unread: [],
      place: passingMessage(place),
    };
  }
}

function readFound(bytes: Uint8Array, found: ReturnType<typeof walkSlice>["found"], at: number) {
  const records: Json[] = [];
  const quarantined: Quarantined[] = [];
  for (const { start, end, chat } of found) {
    const given = readExported(bytes.subarray(start, end), chat, { at: at + start });
    if ("part" in given) records.push(given.part);
    else quarantined.push(given.refused);
  }
  return { records, quarantined };
}

function beginningOf({ startsAt }: ExportFile): Place {
  return { ...BEGINNING, at: startsAt };
}

/** As the live feed says it of a chat that nobody configured. */
function seen(chat: ExportedChat, until: string): Json {
  const part: Part = {
    chat_id: chatIdOf(chat) ?? 0,
    message_id: 0,
    part: "seen",
    kind: "seen",
    way: "export",
    changed_at: `${until.slice(0, 10)}T00:00:00.000Z`,
    sent: { type: chat.type },
  };
  return part;
}
