import type { Cohort } from "../community/cohorts.ts";
import { DAY_MS, type Frame } from "../community/frame.ts";
import type { Person } from "../community/people.ts";
import type { Clock } from "../clock.ts";
import { createGuild, type Guild } from "../discord/guild.ts";
import type { Random } from "../random.ts";
import type { Concept } from "../texts/concept.ts";
import type { Elsewhere } from "./accounts.ts";
import { planThreads, type PlannedMessage } from "./threads.ts";

/** Some of them are deleted by then. */
const MESSAGES = 804;
const LATER = 20;
const CHANNELS = ["вопросы", "разговоры", "практика"] as const;

export interface Channels {
  readonly guild: Guild;
  readonly botId: string;
  readonly planned: readonly PlannedMessage[];
  userIdOf(person: Person): string | null;
  readonly settings: Readonly<Record<string, { cohort?: string }>>;
  messageIdOf(number: number): string;
}

/** A guild with three channels and a thread, and one channel that nobody configured. */
export function drawChannels(
  random: Random,
  given: {
    readonly frame: Frame;
    readonly clock: Clock;
    readonly elsewhere: readonly Elsewhere[];
    readonly cohorts: readonly Cohort[];
    readonly concepts: readonly Concept[];
    readonly isEmpty: boolean;
  },
): Channels {
  const { frame, clock, elsewhere, cohorts, concepts, isEmpty } = given;
  const before = frame.start - 30 * DAY_MS;
  const guild = createGuild({ clock, name: "Клуб", createdAt: before });
  const { changes } = guild;
  const botId = changes.addUser({ username: "vklad_demo", isBot: true, at: before });
  changes.join(botId, { at: before + DAY_MS });
  const channels = CHANNELS.map((name) => changes.addChannel({ name, at: before + DAY_MS }));
  const here = elsewhere.filter(({ systems }) => systems.has("discord")).map((one) => one.person);
  const ids = new Map(
    here.map((person) => {
      const username = person.canaries.handle.toLowerCase();
      const id = changes.addUser({ username, globalName: person.name, at: before - DAY_MS });
      changes.join(id, { at: Math.max(person.joinedAt, before + DAY_MS) });
      return [person.key, id] as const;
    }),
  );
  const planned = isEmpty
    ? []
    : planThreads(random.fork("threads"), {
        frame,
        people: here,
        concepts,
        places: channels.length,
        count: Math.round((MESSAGES + LATER) * frame.scale),
        later: Math.round(LATER * frame.scale),
        lastDay: Math.round(LATER * frame.scale),
      });
  const written = new Map<number, string>();
  for (const { number, place, by, at, text, replyTo, edit, removedAt } of planned) {
    const to = replyTo === null ? undefined : written.get(replyTo);
    const id = changes.post({
      channel: channels[place]!,
      author: ids.get(by.key)!,
      content: text,
      at,
      ...(to === undefined ? {} : { replyTo: to }),
    });
    written.set(number, id);
    if (edit !== null) changes.edit(id, edit.text, { at: edit.at });
    if (removedAt !== null) changes.remove(id, { at: removedAt });
    if (number % 6 === 0) {
      const fan = here[number % here.length]!;
      changes.react(id, ids.get(fan.key)!, "👍", { at: at + 60_000 });
    }
  }
  if (!isEmpty) {
    const closed = changes.addChannel({ name: "не-для-чтения", at: before + DAY_MS });
    const [author] = ids.values();
    changes.post({
      channel: closed,
      author: author!,
      content: "Сюда никто не звал.",
      at: frame.start,
    });
  }
  const [questions = "", talk = "", practice = ""] = channels;
  return {
    guild,
    botId,
    planned,
    userIdOf: (person) => ids.get(person.key) ?? null,
    settings: { [questions]: {}, [talk]: {}, [practice]: { cohort: `${cohorts.at(-1)!.id}` } },
    messageIdOf: (number) => written.get(number)!,
  };
}
