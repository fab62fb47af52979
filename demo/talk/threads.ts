import { instantBetween } from "../community/activity-curve.ts";
import { HOUR_MS, QUIET_AFTER_AS_OF_MS, type Frame } from "../community/frame.ts";
import { isActive, type Person } from "../community/people.ts";
import type { Concept } from "../texts/concept.ts";
import type { Random } from "../random.ts";
import { chatter, doubt, question, thanks, thought } from "./said.ts";

/** A message before it is in any system: who, when, what, and what it answers by its number here. */
export interface PlannedMessage {
  readonly number: number;
  /** Which of the chats. */
  readonly place: number;
  readonly by: Person;
  readonly at: number;
  readonly text: string;
  readonly replyTo: number | null;
  /** Edited or deleted later; of a few, after the as-of. */
  readonly edit: { readonly at: number; readonly text: string } | null;
  readonly removedAt: number | null;
  /** `answer` and `thanked` are planted truth: help, and help that the helped acknowledged. */
  readonly part: "chatter" | "question" | "answer" | "thanks";
}

export interface ThreadsWished {
  readonly frame: Frame;
  readonly people: readonly Person[];
  readonly concepts: readonly Concept[];
  readonly places: number;
  readonly count: number;
  /** Of these, so many fall after the as-of. */
  readonly later: number;
  /** So many fall into the last day before it. */
  readonly lastDay: number;
}

const QUESTION_SHARE = 0.07;
const EDITED = 0.05;
const REMOVED = 0.015;

/** What is said in chats: mostly chatter, some questions with answers, some of them with thanks. */
export function planThreads(random: Random, wished: ThreadsWished): readonly PlannedMessage[] {
  const { frame, people, concepts, places, count } = wished;
  const talkers = people.filter(({ rate }) => rate > 0);
  const planned: Omit<PlannedMessage, "number">[] = [];
  const replies = new Map<object, object>();
  /** In the last day somebody asks for certain: the month that is not over has help in it. */
  let isRecentAsked = wished.lastDay === 0;
  const span = (index: number): readonly [number, number] => {
    if (index < wished.later) return [frame.asOf + QUIET_AFTER_AS_OF_MS, frame.end];
    if (index < wished.later + wished.lastDay)
      return [frame.asOf - 23 * HOUR_MS, frame.asOf - HOUR_MS];
    return [frame.start, frame.asOf - 24 * HOUR_MS];
  };
  const someone = (chance: Random, at: number, not?: Person): Person => {
    const present = talkers.filter((person) => person !== not && isActive(person, at));
    return present[chance.weighted(present.map(({ rate }) => rate))]!;
  };
  while (planned.length < count) {
    const chance = random.fork(`thread ${planned.length}`);
    const [from, until] = span(planned.length);
    const at = instantBetween(chance, { frame, from, until });
    const place = chance.whole(0, places - 1);
    const concept = chance.pick(concepts);
    const asker = someone(chance, at);
    const say = (
      by: Person,
      when: number,
      said: Pick<PlannedMessage, "text" | "part">,
      to?: object,
    ) => {
      const whole = { place, by, at: Math.floor(when), replyTo: null, ...said };
      const message = { ...whole, ...fateOf(chance, { frame, at: whole.at, ...said }) };
      planned.push(message);
      if (to !== undefined) replies.set(message, to);
      return message;
    };
    const isRecent = from === frame.asOf - 23 * HOUR_MS;
    const isAsked = chance.chance(QUESTION_SHARE) || (isRecent && !isRecentAsked);
    if (isRecent && isAsked) isRecentAsked = true;
    if (!isAsked) {
      say(asker, at, { text: chatter(chance, { person: asker }), part: "chatter" });
      continue;
    }
    const asked = say(asker, at, { text: question(chance, concept), part: "question" });
    const limit = until + HOUR_MS;
    const helper = someone(chance, at, asker);
    const answeredAt = Math.min(limit, at + (0.1 + chance.next() * 3) * HOUR_MS);
    const text = thought(chance, { person: helper, concepts }, concept);
    const answer = say(helper, answeredAt, { text, part: "answer" }, asked);
    const thankedAt = Math.min(limit, answeredAt + chance.next() * HOUR_MS);
    if (chance.chance(0.6)) say(asker, thankedAt, { text: thanks(chance), part: "thanks" }, answer);
    else if (chance.chance(0.3))
      say(asker, thankedAt, { text: doubt(chance), part: "chatter" }, answer);
  }
  const ordered = planned.slice(0, count).toSorted((a, b) => a.at - b.at);
  const numberOf = new Map<object, number>(ordered.map((message, number) => [message, number]));
  return ordered.map((message, number) => {
    const to = replies.get(message);
    return { ...message, number, replyTo: to === undefined ? null : (numberOf.get(to) ?? null) };
  });
}

/** What becomes of a message. What is said in answer to a question stands: it is planted truth. */
function fateOf(
  random: Random,
  { frame, at, text, part }: { frame: Frame; at: number } & Pick<PlannedMessage, "text" | "part">,
): Pick<PlannedMessage, "edit" | "removedAt"> {
  const draw = random.next();
  const delay = (0.1 + random.next() * 20) * HOUR_MS;
  const isLater = random.chance(0.1);
  const when = Math.floor(
    isLater ? frame.asOf + QUIET_AFTER_AS_OF_MS + delay : Math.max(at + delay, at + 1),
  );
  const isQuiet = when > frame.asOf && when < frame.asOf + QUIET_AFTER_AS_OF_MS;
  if (part !== "chatter" || isQuiet || when <= at) return { edit: null, removedAt: null };
  if (draw < REMOVED) return { edit: null, removedAt: when };
  if (draw < REMOVED + EDITED)
    return { edit: { at: when, text: `${text} (поправил опечатку)` }, removedAt: null };
  return { edit: null, removedAt: null };
}
