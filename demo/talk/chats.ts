import { type Cohort } from "../community/cohorts.ts";
import { HOUR_MS, type Frame } from "../community/frame.ts";
import type { Person } from "../community/people.ts";
import type { Clock } from "../clock.ts";
import type { Random } from "../random.ts";
import type { Concept } from "../texts/concept.ts";
import {
  botChatId,
  type Chat,
  type Message,
  type Person as TelegramPerson,
} from "../telegram/chats.ts";
import { exportChat } from "../telegram/export.ts";
import { createMessenger, type Messenger } from "../telegram/messenger.ts";
import type { Elsewhere } from "./accounts.ts";
import type { PlannedIdea } from "./ideas.ts";
import { planThreads, type PlannedMessage } from "./threads.ts";

const MESSAGES = 6_000;
const LATER = 120;
/** These the bot sees, too: Telegram keeps an update for a day. */
const LAST_DAY = 400;

export interface Chats {
  readonly messenger: Messenger;
  readonly planned: readonly PlannedMessage[];
  userIdOf(person: Person): string | null;
  /** Of whom nobody asserts anything: strangers who are called as members are. */
  readonly namesakes: readonly string[];
  /** What the configuration says of the chats: made once the messenger has caught up. */
  settings(): Readonly<Record<string, { cohort?: string; migratedFrom?: string }>>;
  /** `result.json` of each chat as of the demo's start. */
  exports(): readonly { readonly folder: string; text(): Iterable<string> }[];
  /** The address of an idea's message, once it has been written. */
  ideaAddress(index: number): string;
}

/** A group that became a supergroup in the third month. */
const MIGRATED = 1;

/** The community's chats in Telegram: one for all, one that migrated, one of each cohort. */
export function drawChats(
  random: Random,
  given: {
    readonly frame: Frame;
    readonly clock: Clock;
    readonly elsewhere: readonly Elsewhere[];
    readonly cohorts: readonly Cohort[];
    readonly concepts: readonly Concept[];
    readonly isEmpty: boolean;
    /** What is said in the first chat beside all else. */
    readonly ideas: readonly PlannedIdea[];
  },
): Chats {
  const { frame, clock, elsewhere, cohorts, concepts, isEmpty, ideas } = given;
  const messenger = createMessenger({ clock, bot: { username: "vklad_demo_bot" } });
  const here = elsewhere.filter(({ systems }) => systems.has("telegram")).map((one) => one.person);
  const accounts = new Map(here.map((person) => [person.key, accountIn(messenger, person)]));
  const twins = random.shuffled(here.filter(({ kind }) => kind === "trainee")).slice(0, 3);
  const namesakes = twins.map((person) => accountIn(messenger, person, { isStranger: true }));
  const threads = isEmpty
    ? []
    : planThreads(random.fork("threads"), {
        frame,
        people: here,
        concepts,
        places: cohorts.length + 2,
        count: Math.round((MESSAGES + LATER) * frame.scale) - ideas.length,
        later: Math.round(LATER * frame.scale),
        lastDay: Math.round(LAST_DAY * frame.scale),
      });
  const planned = [
    ...threads,
    ...ideas.map(({ by, saidAt, text }, index): PlannedMessage => {
      const number = threads.length + index;
      const stands = { replyTo: null, edit: null, removedAt: null, part: "chatter" as const };
      return { number, place: 0, by, at: saidAt, text, ...stands };
    }),
  ];

  const chats: Chat[] = [];
  const written = new Map<number, Message>();
  messenger.later(frame.start - 24 * HOUR_MS, () => {
    const titles = ["Клуб: разговоры", "Организаторы", ...cohorts.map(({ title }) => title)];
    for (const [index, title] of titles.entries()) {
      const chat = messenger.chat(index === MIGRATED ? "group" : "supergroup", { title });
      for (const { id } of [...accounts.values(), ...namesakes]) chat.members.set(id, "member");
      chat.members.set(messenger.bot.id, "administrator");
      chats.push(chat);
    }
  });
  const migratesAt = frame.start + 80 * 24 * HOUR_MS;
  if (!isEmpty) {
    messenger.later(migratesAt, () => {
      chats[MIGRATED] = messenger.migrate(chats[MIGRATED]!);
    });
  }
  for (const message of planned) {
    messenger.later(message.at, () => {
      const chat = chats[message.place]!;
      const to = message.replyTo === null ? undefined : written.get(message.replyTo);
      // A number counts within its chat: nobody answers across the migration here.
      const reply = to !== undefined && to.chat === chat ? { replyTo: to } : {};
      const from = accounts.get(message.by.key)!;
      written.set(message.number, messenger.post(chat, from, message.text, reply));
    });
    const { edit, removedAt } = message;
    const after = (at: number, act: (posted: Message) => void) =>
      messenger.later(at, () => {
        const posted = written.get(message.number);
        if (posted !== undefined && posted.chat.migratedTo === null) act(posted);
      });
    if (edit !== null) after(edit.at, (posted) => messenger.edit(posted, edit.text));
    if (removedAt !== null) after(removedAt, (posted) => messenger.remove(posted));
  }
  if (!isEmpty) {
    for (const [index, namesake] of namesakes.entries()) {
      messenger.later(frame.asOf - (40 + index) * 24 * HOUR_MS, () => {
        messenger.post(chats[0]!, namesake, "Здравствуйте! Я здесь недавно, присматриваюсь.");
      });
    }
    // What the exporting program does not know: it is refused with its reason.
    messenger.later(frame.asOf - 50 * 24 * HOUR_MS, () => {
      messenger.postUnknown(chats[0]!, namesakes[0]!);
    });
  }

  return {
    messenger,
    planned,
    userIdOf: (person) => {
      const account = accounts.get(person.key);
      return account === undefined ? null : `${account.id}`;
    },
    namesakes: namesakes.map(({ id }) => `${id}`),
    settings: () =>
      Object.fromEntries(
        chats.map((chat, index) => [
          `${botChatId(chat)}`,
          index >= 2 ? { cohort: `${cohorts[index - 2]!.id}` } : {},
        ]),
      ),
    exports: () =>
      chats.map((chat, index) => ({
        folder: `chat-${index + 1}`,
        text: () => withBroken(exportChat(messenger, chat), index === 0 && !isEmpty),
      })),
    ideaAddress: (index) => {
      const { chat, botId } = written.get(threads.length + index)!;
      return `https://t.me/c/${chat.bareId}/${botId}`;
    },
  };
}

function accountIn(
  messenger: Messenger,
  person: Person,
  { isStranger = false } = {},
): TelegramPerson {
  const [firstName = person.name, lastName] = person.name.split(" ");
  return messenger.person({
    firstName,
    ...(lastName === undefined ? {} : { lastName }),
    // An equal handle elsewhere is no proof, and a stranger has none.
    ...(isStranger ? {} : { username: person.canaries.handle }),
  });
}

const BROKEN = [
  `{"id":"без номера","type":"message","date_unixtime":"1780000000","text_entities":[]}`,
  `{"id":900000001,"type":"message","date_unixtime":"вчера","text_entities":[]}`,
  `{"id":900000002,"type":"message","date_unixtime":"1780000000"}`,
];

/** Records that no reader can place stand before all others. */
function* withBroken(text: Iterable<string>, isBroken: boolean): Generator<string> {
  let isFirst = isBroken;
  for (const piece of text) {
    const at = isFirst ? piece.indexOf(`"messages": [`) : -1;
    if (at === -1) {
      yield piece;
      continue;
    }
    isFirst = false;
    const end = at + `"messages": [`.length;
    yield `${piece.slice(0, end)}\n  ${BROKEN.join(",\n  ")},${piece.slice(end)}`;
  }
}

/** How many of the demo's broken records an export of it holds, one that it cannot name included. */
export const BROKEN_EXPORTED = BROKEN.length + 1;
