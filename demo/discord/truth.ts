import { MESSAGE } from "./guild-state.ts";
import { instantOf } from "./snowflake.ts";
import type { GuildView } from "./view.ts";

export interface TrueMessage {
  readonly id: string;
  readonly channelId: string;
  readonly authorId: string;
  readonly type: number;
  /** What its author wrote, whatever the bot is shown of it. */
  readonly content: string;
  readonly createdAt: number;
  readonly editedAt: number | null;
  readonly replyTo: string | null;
  /** User ids by emoji: `👍`, or `name:id` for the guild's own. */
  readonly reactions: Readonly<Record<string, readonly string[]>>;
}

/** What stands now where the bot may read, for tests that hold what we have against it. */
export interface DiscordTruth {
  readonly messages: readonly TrueMessage[];
  readonly members: readonly string[];
  readonly threads: readonly string[];
}

export function truthOf(view: GuildView): DiscordTruth {
  const { state } = view;
  const messages = state.messages().filter(({ channelId }) => view.accessTo(channelId) === "read");
  return {
    messages: messages.flatMap((message) => {
      const face = state.now(message.faces);
      if (face === null) return [];
      const reactions = view.reactionsOf(message).map(({ emoji, users }) => {
        const name = emoji.id === null ? emoji.name : `${emoji.name}:${emoji.id}`;
        return [name, users.map(({ id }) => id)] as const;
      });
      return {
        id: message.id,
        channelId: message.channelId,
        authorId: message.authorId,
        type: MESSAGE[message.kind],
        content: face.content,
        createdAt: instantOf(message.id),
        editedAt: face.editedAt,
        replyTo: message.kind === "reply" ? (message.refersTo?.messageId ?? null) : null,
        reactions: Object.fromEntries(reactions),
      };
    }),
    members: view.members().map(({ id }) => id),
    threads: view
      .threads()
      .filter(({ id }) => view.accessTo(id) === "read")
      .map(({ id }) => id),
  };
}
