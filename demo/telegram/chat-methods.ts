import type { Reply } from "../loopback.ts";
import { chatJson } from "./bot-json.ts";
import { botChatId, type Chat, isAdmin, isIn, type Person } from "./chats.ts";
import type { Messenger } from "./messenger.ts";
import { ok, refused } from "./replies.ts";
import { type Arguments, numberIn } from "./arguments.ts";
import { memberJson } from "./updates.ts";

/** What a bot may ask about a chat: there is no list of its members. Null for another method. */
export function answerChats(messenger: Messenger, method: string, args: Arguments): Reply | null {
  const answers: Readonly<Record<string, (chat: Chat) => Reply>> = {
    getchat: (chat) => ok({ ...chatJson(chat), accent_color_id: 0, max_reaction_count: 11 }),
    getchatmembercount: (chat) => ok(membersOf(messenger, chat).length),
    getchatadministrators: (chat) =>
      ok(
        membersOf(messenger, chat)
          // Other bots are left out, this one is not.
          .filter((who) => isAdmin(chat, who) && (!who.isBot || who.id === messenger.bot.id))
          .map((who) => memberJson(who, chat.members.get(who.id) ?? "left")),
      ),
    getchatmember: (chat) => {
      const who = messenger.people.get(numberIn(args["user_id"], 0));
      if (who === undefined) return refused(400, "Bad Request: invalid user_id specified");
      return ok(memberJson(who, chat.members.get(who.id) ?? "left"));
    },
  };
  const answer = answers[method];
  if (answer === undefined) return null;
  const chat = chatNamed(messenger, args["chat_id"]);
  if (chat === null) return refused(400, "Bad Request: chat not found");
  if (chat.migratedTo !== null)
    return refused(400, "Bad Request: group chat was upgraded to a supergroup chat", {
      migrate_to_chat_id: botChatId(chat.migratedTo),
    });
  const status = chat.members.get(messenger.bot.id) ?? "left";
  if (status === "kicked")
    return refused(403, `Forbidden: bot was kicked from the ${calledOf(chat)} chat`);
  if (status === "left")
    return refused(403, `Forbidden: bot is not a member of the ${calledOf(chat)} chat`);
  return answer(chat);
}

function membersOf({ people }: Messenger, chat: Chat): readonly Person[] {
  return [...people.values()].filter((who) => isIn(chat, who));
}

function chatNamed({ chats, bot }: Messenger, asked: unknown): Chat | null {
  const named = String(asked ?? "");
  return (
    chats.find(
      (chat) =>
        // Never met: to this bot it is as if there were no such chat.
        chat.members.has(bot.id) &&
        (named === `${botChatId(chat)}` ||
          (chat.username !== null && named === `@${chat.username}`)),
    ) ?? null
  );
}

function calledOf({ kind }: Chat): string {
  return kind === "group" ? "group" : kind;
}
