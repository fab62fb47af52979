import type { Rich } from "./text.ts";

export interface Person {
  readonly id: number;
  firstName: string;
  lastName: string | null;
  username: string | null;
  readonly isBot: boolean;
  /** Deleted its account: nothing names it any more, and its messages stay. */
  isGone: boolean;
}

export type ChatKind = "private" | "group" | "supergroup" | "channel";

export type Status = "creator" | "administrator" | "member" | "left" | "kicked";

export interface Chat {
  readonly kind: ChatKind;
  /** As an export has it. */
  readonly bareId: number;
  title: string;
  readonly username: string | null;
  readonly isForum: boolean;
  /** Of a private chat: the other person; the bot itself where it is a chat with the bot. */
  readonly peer: Person | null;
  readonly members: Map<number, Status>;
  /** In the order in which they were written. */
  readonly messages: Message[];
  /** Of a basic group that became a supergroup: nothing is written there any more. */
  migratedTo: Chat | null;
  readonly migratedFrom: Chat | null;
}

/** What stands in a chat, as it is now. */
export interface Message {
  readonly chat: Chat;
  /** As the exporting account sees it. */
  readonly id: number;
  /** As the bot sees it: the same in supergroups and channels, where the chat counts. */
  readonly botId: number;
  readonly at: number;
  /** Null: the chat itself, a channel's post or an anonymous administrator's. */
  readonly from: Person | null;
  readonly replyTo: Message | null;
  /** The message that opened its topic; null in the general one, and where there are none. */
  readonly topic: Message | null;
  /** Null of a message that an export cannot write. */
  content: Rich | Service | null;
  editedAt: number | null;
  isDeleted: boolean;
  /** Who reacts with what, by whom last. */
  readonly reactions: Map<number, Reaction>;
}

export interface Reaction {
  readonly by: Person;
  readonly emojis: readonly string[];
  readonly at: number;
}

/** What a service message says; `who` are those it is about. */
export type Service =
  | { readonly action: "created"; readonly title: string; readonly who: readonly Person[] }
  | { readonly action: "invited"; readonly who: readonly Person[] }
  | { readonly action: "joined_by_link"; readonly inviter: Person }
  | { readonly action: "removed"; readonly who: readonly Person[] }
  | { readonly action: "migrated_to"; readonly to: Chat }
  | { readonly action: "migrated_from"; readonly group: Chat }
  | { readonly action: "topic_opened"; readonly name: string }
  | { readonly action: "pinned"; readonly message: Message }
  | { readonly action: "renamed"; readonly title: string };

export function isService(content: Message["content"]): content is Service {
  return content !== null && "action" in content;
}

/** The Bot API's number of a chat. A channel's and a supergroup's lie below −10¹². */
export function botChatId({ kind, bareId, peer }: Chat): number {
  if (kind === "private") return peer?.id ?? bareId;
  return kind === "group" ? -bareId : -(10 ** 12 + bareId);
}

export function fullName({ firstName, lastName }: Person): string {
  return lastName === null ? firstName : `${firstName} ${lastName}`;
}

/** Whether the person can see what is written there. */
export function isIn(chat: Chat, person: Person): boolean {
  const status = chat.members.get(person.id) ?? "left";
  return status !== "left" && status !== "kicked";
}

export function isAdmin(chat: Chat, person: Person): boolean {
  const status = chat.members.get(person.id);
  return status === "administrator" || status === "creator";
}
