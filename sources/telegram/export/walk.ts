/**
 * Finds the messages in an export of any size: bytes come in slices, and between two slices no more
 * is remembered than where the walk stands. Nothing is parsed but by what a chat is known.
 */
import { z } from "zod";

import { chatIdOf, type ExportedChat } from "../keys.ts";
import {
  closes,
  COLON,
  COMMA,
  endOfObject,
  endOfScalar,
  endOfString,
  CLOSE_LIST,
  isPassing,
  isScalar,
  isSpace,
  NOT_PASSING,
  OPEN_LIST,
  OPEN_OBJECT,
  opens,
  passOver,
  type Passing,
  QUOTE,
} from "./bytes.ts";

/** A field's name with a chat's type or id: all that Telegram writes there is shorter. */
const WORD_BYTES_MAX = 16_384;

/** What is open, from the outside in. `top` is a chat that stands alone in its file, or an account. */
const Level = z.enum(["top", "chats", "list", "chat", "messages"]);
type Level = z.output<typeof Level>;

/** Where a walk stands: it is part of a cursor. */
export const Place = z.object({
  /** Byte offset in the file. */
  at: z.int(),
  open: z.array(Level).readonly(),
  /** The chat that is open, as far as it has been read. */
  chat: z.object({ type: z.string().nullable(), id: z.int().nullable() }),
  /** A value that is passed over, perhaps through many slices. */
  passing: z.object({ depth: z.int(), inString: z.literal([0, 1, 2]) }),
  /** The file has chats or messages, so it is an export. */
  isExport: z.boolean(),
  /** The outermost value has ended. */
  isClosed: z.boolean(),
});
export type Place = z.output<typeof Place>;

export const BEGINNING: Place = {
  at: 0,
  open: [],
  chat: { type: null, id: null },
  passing: NOT_PASSING,
  isExport: false,
  isClosed: false,
};

/** Where a message stands in the slice, and whose it is. */
export interface Found {
  readonly start: number;
  readonly end: number;
  readonly chat: ExportedChat;
}

export interface Walked {
  readonly found: readonly Found[];
  /** Chats whose messages were passed over. */
  readonly unread: readonly ExportedChat[];
  readonly place: Place;
  /** A message or a word goes on behind the slice: the next one has to begin with it. */
  readonly isCut: boolean;
}

/** The bytes are no export. */
export class NotAnExport extends Error {
  override readonly name = "NotAnExport";
}

/** Goes through a slice that begins at `place`. What `isRead` says no to is passed over. */
export function walkSlice(
  bytes: Uint8Array,
  place: Place,
  isRead: (chatId: number) => boolean,
): Walked {
  const walk = new Walk(bytes, place, isRead);
  try {
    while (walk.i < bytes.length && !walk.isCut) walk.step();
  } catch (error) {
    // What came before lands; the next slice begins with the fault.
    if (!(error instanceof NotAnExport) || walk.i === 0) throw error;
    walk.isCut = true;
  }
  return walk.walked();
}

/** The place behind the message at which a slice was cut, however long it is. */
export function passingMessage(place: Place): Place {
  return { ...place, at: place.at + 1, passing: { depth: 1, inString: 0 } };
}

class Walk {
  i = 0;
  isCut = false;
  readonly #bytes: Uint8Array;
  readonly #from: Place;
  readonly #isRead: (chatId: number) => boolean;
  readonly #open: Level[];
  readonly #found: Found[] = [];
  readonly #unread: ExportedChat[] = [];
  #chat: Place["chat"];
  #passing: Passing;
  #isExport: boolean;
  #isClosed: boolean;

  constructor(bytes: Uint8Array, place: Place, isRead: (chatId: number) => boolean) {
    this.#bytes = bytes;
    this.#from = place;
    this.#isRead = isRead;
    this.#open = [...place.open];
    this.#chat = place.chat;
    this.#passing = place.passing;
    this.#isExport = place.isExport;
    this.#isClosed = place.isClosed;
  }

  walked(): Walked {
    const place = {
      at: this.#from.at + this.i,
      open: this.#open,
      chat: this.#chat,
      passing: this.#passing,
      isExport: this.#isExport,
      isClosed: this.#isClosed,
    };
    return { found: this.#found, unread: this.#unread, place, isCut: this.isCut };
  }

  step(): void {
    if (isPassing(this.#passing)) {
      [this.i, this.#passing] = passOver(this.#bytes, this.i, this.#passing);
      return;
    }
    const byte = this.#bytes[this.i]!;
    const level = this.#open.at(-1);
    if (isSpace(byte) || (byte === COMMA && level !== undefined)) this.i += 1;
    else if (level === undefined) this.#openTop(byte);
    else if (closes(byte)) this.#close(level, byte);
    else if (level === "messages") this.#message(byte);
    else if (level === "list") this.#openChat(byte);
    else this.#field(level, byte);
  }

  #openTop(byte: number): void {
    if (this.#isClosed) throw this.#wrong("nothing behind its end");
    if (byte !== OPEN_OBJECT) throw this.#wrong("an object");
    this.#enter("top");
  }

  #close(level: Level, byte: number): void {
    const isList = level === "list" || level === "messages";
    if (isList !== (byte === CLOSE_LIST)) throw this.#wrong(isList ? "]" : "}");
    this.#open.pop();
    this.#isClosed = this.#open.length === 0;
    this.i += 1;
  }

  #message(byte: number): void {
    if (byte !== OPEN_OBJECT) throw this.#wrong("a message");
    const end = endOfObject(this.#bytes, this.i);
    if (end < 0) {
      this.isCut = true;
      return;
    }
    this.#found.push({ start: this.i, end, chat: this.#chat as ExportedChat });
    this.i = end;
  }

  #openChat(byte: number): void {
    if (byte !== OPEN_OBJECT) throw this.#wrong("a chat");
    this.#chat = BEGINNING.chat;
    this.#enter("chat");
  }

  /** A name, and what is done with its value: entered, read or passed over. */
  #field(level: Level, byte: number): void {
    if (byte !== QUOTE) throw this.#wrong("the name of a field");
    const valueAt = this.#valueAt();
    if (valueAt < 0) return this.#cutWord();
    const name = this.#textOf(this.i + 1, endOfString(this.#bytes, this.i) - 1);
    const value = this.#bytes[valueAt]!;
    const isOfChat = level === "chat" || level === "top";
    if (isOfChat && (name === "type" || name === "id") && !opens(value)) {
      const end = endOfScalar(this.#bytes, valueAt);
      if (end < 0) return this.#cutWord();
      this.#chat = { ...this.#chat, [name]: wordIn(this.#textOf(valueAt, end), name) };
      this.i = end;
      return;
    }
    const inner = innerOf(level, name, value);
    if (inner === "messages" && !this.#readsMessages()) this.#pass(valueAt, value);
    else if (inner === null) this.#pass(valueAt, value);
    else {
      this.i = valueAt;
      this.#isExport ||= inner !== "list";
      this.#enter(inner);
    }
  }

  #readsMessages(): boolean {
    const { type, id } = this.#chat;
    this.#isExport = true;
    if (type === null || id === null)
      throw this.#wrong("type and id of a chat before its messages");
    const chatId = chatIdOf({ type, id });
    if (chatId === null) return false;
    if (!this.#isRead(chatId)) this.#unread.push({ type, id });
    return this.#isRead(chatId);
  }

  #pass(valueAt: number, value: number): void {
    if (opens(value)) this.#passing = { depth: 1, inString: 0 };
    else if (value === QUOTE) this.#passing = { depth: 0, inString: 1 };
    else if (!isScalar(value)) throw this.#wrong("a value");
    const end = isPassing(this.#passing) ? valueAt + 1 : endOfScalar(this.#bytes, valueAt);
    if (end < 0) return this.#cutWord();
    this.i = end;
  }

  #enter(level: Level): void {
    this.#open.push(level);
    this.i += 1;
  }

  /** Where the value of the field begins whose name stands here; -1 where the slice ends before. */
  #valueAt(): number {
    const end = endOfString(this.#bytes, this.i);
    if (end < 0) return -1;
    let i = end;
    while (i < this.#bytes.length && isSpace(this.#bytes[i]!)) i += 1;
    if (i < this.#bytes.length && this.#bytes[i] !== COLON) throw this.#wrong("a colon");
    i += 1;
    while (i < this.#bytes.length && isSpace(this.#bytes[i]!)) i += 1;
    return i < this.#bytes.length ? i : -1;
  }

  /** The slice ends within a field: the next one begins with it. */
  #cutWord(): void {
    if (this.#bytes.length - this.i > WORD_BYTES_MAX) throw this.#wrong("a short field");
    this.isCut = true;
  }

  #textOf(start: number, end: number): string {
    return Buffer.from(this.#bytes.subarray(start, end)).toString("utf8");
  }

  #wrong(expected: string): NotAnExport {
    return new NotAnExport(`at byte ${this.#from.at + this.i} it lacks ${expected}`);
  }
}

/** What a field opens; null for one that is of no use here. */
function innerOf(level: Level, name: string, value: number): Level | null {
  const isChat = level === "chat" || level === "top";
  if (isChat && name === "messages" && value === OPEN_LIST) return "messages";
  const isOfAccount = level === "top" && (name === "chats" || name === "left_chats");
  if (isOfAccount && value === OPEN_OBJECT) return "chats";
  return level === "chats" && name === "list" && value === OPEN_LIST ? "list" : null;
}

/** Null for what is no type or id: then the chat is none of ours. */
function wordIn(text: string, name: "type" | "id"): string | number | null {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return null;
  }
  if (name === "type") return typeof value === "string" ? value : null;
  return Number.isSafeInteger(value) && Number(value) > 0 ? Number(value) : null;
}
