import type { Random } from "../random.ts";
import type { Concept } from "../texts/concept.ts";
import { instantBetween, replyDelay, atLikelyHour } from "./activity-curve.ts";
import { DAY_MS, HOUR_MS, isOutage, QUIET_AFTER_AS_OF_MS, type Frame } from "./frame.ts";
import { isActive, type Person } from "./people.ts";

export type CategorySlug = "voprosy" | "esse" | "praktika" | "organizaciya" | "obshchenie";

export const CATEGORIES: readonly {
  id: number;
  slug: CategorySlug;
  name: string;
  about: string;
}[] = [
  { id: 5, slug: "voprosy", name: "Вопросы", about: "Спросить и ответить." },
  { id: 6, slug: "esse", name: "Эссе", about: "Тексты, над которыми думали." },
  { id: 7, slug: "praktika", name: "Практика", about: "Рабочие проекты и что из них вышло." },
  { id: 8, slug: "organizaciya", name: "Организация", about: "Встречи, повестки, поправки." },
  { id: 9, slug: "obshchenie", name: "Общение", about: "Обо всём остальном." },
];

const CATEGORY_WEIGHTS = [0.33, 0.2, 0.2, 0.1, 0.17];

const TOPICS = 350;
const POSTS = 2_500;
/** What is planned for the days after the as-of. */
const LATER_TOPICS = 12;
const LATER_POSTS = 80;

/** A topic before anybody has written it: who, when, on what. */
export interface PlannedTopic {
  readonly number: number;
  readonly category: (typeof CATEGORIES)[number];
  readonly author: Person;
  readonly at: number;
  readonly concept: Concept;
  readonly popularity: number;
}

export interface PlannedPost {
  readonly topic: PlannedTopic;
  readonly author: Person;
  readonly at: number;
  readonly isOpening: boolean;
}

/** Who writes when and where, without a text yet: topics, and the posts of each in order of time. */
export function planConversation(
  random: Random,
  {
    frame,
    people,
    concepts,
  }: { frame: Frame; people: readonly Person[]; concepts: readonly Concept[] },
): { topics: PlannedTopic[]; posts: PlannedPost[] } {
  const writers = people.filter((person) => person.discourse !== null && person.rate > 0);
  const laterFrom = frame.asOf + QUIET_AFTER_AS_OF_MS;
  const spans = [
    { from: frame.start, until: frame.asOf - HOUR_MS, topics: TOPICS, posts: POSTS },
    { from: laterFrom, until: frame.end, topics: LATER_TOPICS, posts: LATER_POSTS },
  ];
  const topics: PlannedTopic[] = [];
  const posts: PlannedPost[] = [];
  for (const span of spans) {
    const opened = Math.max(3, Math.round(span.topics * frame.scale));
    for (let count = 0; count < opened; count += 1) {
      const topic = planTopic(random, {
        frame,
        span,
        writers,
        concepts,
        number: topics.length + 1,
      });
      topics.push(topic);
      posts.push({ topic, author: topic.author, at: topic.at, isOpening: true });
    }
    const wanted = Math.max(opened, Math.round(span.posts * frame.scale)) - opened;
    const weights = topics.map((topic) => topic.popularity);
    for (let count = 0; count < wanted;) {
      const topic = topics[random.weighted(weights)]!;
      const reply = planReply(random, { frame, span, writers, topic });
      if (reply === null) continue;
      posts.push(reply);
      count += 1;
    }
  }
  return { topics, posts: posts.sort((a, b) => a.at - b.at || (a.isOpening ? -1 : 1)) };
}

interface Span {
  readonly from: number;
  readonly until: number;
}

function planTopic(
  random: Random,
  given: {
    frame: Frame;
    span: Span;
    writers: readonly Person[];
    concepts: readonly Concept[];
    number: number;
  },
): PlannedTopic {
  const { frame, span, number } = given;
  const at = instantBetween(random, { frame, ...span });
  const draw = random.next();
  return {
    number,
    category: CATEGORIES[random.weighted(CATEGORY_WEIGHTS)]!,
    author: writerAt(random, { writers: given.writers, at }),
    at,
    concept: random.pick(given.concepts),
    // A few topics gather most of the replies.
    popularity: 0.15 + 3 * draw * draw * draw,
  };
}

function planReply(
  random: Random,
  given: { frame: Frame; span: Span; writers: readonly Person[]; topic: PlannedTopic },
): PlannedPost | null {
  const { frame, span, topic } = given;
  const begun = Math.max(topic.at, span.from);
  const delayed = begun + replyDelay(random);
  const likely = delayed - begun > 12 * HOUR_MS ? atLikelyHour(random, delayed) : delayed;
  const at = Math.floor(likely);
  if (at <= begun || at >= span.until || isOutage(frame, at)) return null;
  // Nobody comes back to a topic of last month.
  if (at - topic.at > 30 * DAY_MS) return null;
  const isOwnReply = random.chance(0.18) && isActive(topic.author, at);
  const author = isOwnReply ? topic.author : writerAt(random, { writers: given.writers, at });
  return { topic, author, at, isOpening: false };
}

function writerAt(
  random: Random,
  { writers, at }: { writers: readonly Person[]; at: number },
): Person {
  const present = writers.filter((person) => isActive(person, at));
  return present[random.weighted(present.map((person) => person.rate))]!;
}
