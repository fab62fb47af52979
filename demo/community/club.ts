import type { ForumPost, ForumTopic, ForumUser, PostJson } from "../discourse/forum.ts";
import { editedPostJson, postJson } from "../discourse/post-json.ts";
import type { Random } from "../random.ts";
import type { Version } from "../timeline.ts";
import { TITLES } from "../texts/chatter.ts";
import type { Concept } from "../texts/concept.ts";
import { spoken } from "../texts/compose.ts";
import type { Club, ClubPost, Draft } from "./club-posts.ts";
import { planConversation, type PlannedPost, type PlannedTopic } from "./conversation.ts";
import { DAY_MS, HOUR_MS, QUIET_AFTER_AS_OF_MS, type Frame } from "./frame.ts";
import { drawLikes } from "./likes.ts";
import { inLatin } from "./names.ts";
import type { Person } from "./people.ts";
import { poisonPosts } from "./poison.ts";
import { privateMessages } from "./private-messages.ts";
import { repost } from "./reposts.ts";
import { writePost } from "./writing.ts";

const FIRST_TOPIC_ID = 301;
const FIRST_POST_ID = 2_001;

export function drawClub(
  random: Random,
  given: { frame: Frame; people: readonly Person[]; concepts: readonly Concept[] },
): Club {
  const { frame, people } = given;
  const users = forumUsers(people);
  const plan = planConversation(random.fork("plan"), given);
  const topics = new Map(
    plan.topics.map((topic) => [
      topic.number,
      forumTopic(random.fork(`topic ${topic.number}`), { topic, concepts: given.concepts }),
    ]),
  );
  const liker = people.find((person) => person.kind === "liker");
  const written = writeAll(random.fork("texts"), { ...given, planned: plan.posts });
  if (liker === undefined) throw new Error("Somebody must only like and repost.");
  const { copies, originals } = repost(random.fork("reposts"), { frame, liker, written });
  const ordered = [...written, ...copies].sort((a, b) => a.planned.at - b.planned.at);
  const posts = number(random.fork("ids"), { frame, ordered, originals, topics, users });
  const pms = privateMessages(random.fork("private"), { frame, people, users, posts });
  const forumPosts: ForumPost[] = [
    ...posts.map((post) => ({
      place: post.id,
      topicId: post.topic.id,
      isListed: true,
      versions: post.versions,
    })),
    ...pms.posts,
  ];
  const taken = new Set(forumPosts.map(({ place }) => place));
  forumPosts.push(...poisonPosts({ frame, posts, taken }));
  return {
    posts,
    forumPosts,
    topics: [...topics.values(), ...pms.topics],
    likes: drawLikes(random.fork("likes"), { frame, people, posts }),
    users: [...users.values()],
  };
}

/** Texts that nobody else has written: a copy is to be a copy on purpose. */
function writeAll(
  random: Random,
  given: { planned: readonly PlannedPost[]; concepts: readonly Concept[] },
): Draft[] {
  const seen = new Set<string>();
  return given.planned.map((planned, index) => {
    for (let draw = 0; ; draw += 1) {
      const chance = random.fork(`post ${index} draw ${draw}`);
      const text = writePost(chance, { planned, concepts: given.concepts });
      if (seen.has(text.raw)) continue;
      seen.add(text.raw);
      return { planned, text, isRepost: false };
    }
  });
}

export function forumUsers(people: readonly Person[]): Map<string, ForumUser> {
  const users = new Map<string, ForumUser>();
  for (const person of people) {
    if (person.discourse === null) continue;
    users.set(person.key, {
      ...person.discourse,
      name: person.name,
      email: person.email,
      createdAt: person.joinedAt,
      trustLevel: person.kind === "trainee" ? 1 : 2,
      isAdmin: person.kind === "deanery",
      isModerator: person.kind === "deanery" || person.kind === "master",
    });
  }
  return users;
}

function forumTopic(
  random: Random,
  { topic, concepts }: { topic: PlannedTopic; concepts: readonly Concept[] },
): ForumTopic {
  const matter = { concept: topic.concept, other: random.pick(concepts), work: topic.author.work };
  const title = spoken(random.pick(TITLES[topic.category.slug]!)(matter), topic.author.isFemale);
  return {
    id: FIRST_TOPIC_ID + topic.number * 2,
    title,
    slug: inLatin(title)
      .replaceAll(/[^a-z0-9]+/g, "-")
      .replaceAll(/^-|-$/g, "")
      .slice(0, 60),
    categoryId: topic.category.id,
    userId: topic.author.discourse!.id,
    createdAt: topic.at,
    isPinned: topic.number === 1,
    isPrivate: false,
    views: random.whole(20, 400),
  };
}

/** Gives ids in order of time, with gaps: whispers, private messages and notices have ids too. */
function number(
  random: Random,
  given: {
    frame: Frame;
    ordered: readonly Draft[];
    originals: ReadonlySet<Draft>;
    topics: ReadonlyMap<number, ForumTopic>;
    users: ReadonlyMap<string, ForumUser>;
  },
): ClubPost[] {
  let id = FIRST_POST_ID;
  const countOf = new Map<number, number>();
  return given.ordered.map((draft) => {
    const { planned, text, isRepost } = draft;
    const staysAsItIs = isRepost || given.originals.has(draft);
    id += random.whole(1, 3);
    const topic = given.topics.get(planned.topic.number)!;
    const postNumber = (countOf.get(topic.id) ?? 0) + 1;
    countOf.set(topic.id, postNumber);
    const answersSomebody = postNumber > 1 && random.chance(0.7);
    const first = postJson({
      id,
      author: given.users.get(planned.author.key)!,
      topic,
      postNumber,
      replyTo: answersSomebody ? random.whole(1, postNumber - 1) : null,
      raw: text.raw,
      createdAt: planned.at,
      updatedAt: planned.at,
      version: 1,
      reads: random.whole(3, 60),
    });
    return {
      id,
      person: planned.author,
      at: planned.at,
      value: text.value,
      length: text.raw.length,
      isOpening: planned.isOpening,
      isRepost,
      topic,
      versions: staysAsItIs
        ? [{ from: planned.at, value: first }]
        : lifeOf(random, { frame: given.frame, planned, first }),
    };
  });
}

const EDITED = 0.06;
const DELETED = 0.015;
/** Posts of the last days before the as-of are changed after it, where a demo can show that. */
const RECENT_MS = 3 * DAY_MS;

/** What becomes of a post: most stay, some are edited, a few deleted, some of that after the as-of. */
function lifeOf(
  random: Random,
  { frame, planned, first }: { frame: Frame; planned: PlannedPost; first: PostJson },
): Version<PostJson>[] {
  const written = { from: planned.at, value: first };
  const isRecent = planned.at <= frame.asOf && planned.at > frame.asOf - RECENT_MS;
  const from = isRecent ? frame.asOf + QUIET_AFTER_AS_OF_MS : planned.at;
  const later = Math.floor(from + (0.1 + random.next() * (random.chance(0.8) ? 20 : 60)) * HOUR_MS);
  // What falls between the as-of and the first day after it is left out: see `frame.ts`.
  if (later > frame.asOf && later < frame.asOf + QUIET_AFTER_AS_OF_MS) return [written];
  const draw = random.next();
  const share = isRecent ? 3 : 1;
  if (draw < DELETED * share && !planned.isOpening) return [written, { from: later, value: null }];
  if (draw < (DELETED + EDITED) * share) {
    const raw = `${String(first["raw"])}\n\nПоправка: ${random.pick(CORRECTIONS)}`;
    return [written, { from: later, value: editedPostJson(first, raw, later) }];
  }
  return [written];
}

const CORRECTIONS = [
  "исправил(а) опечатку в третьем предложении.",
  "уточнил(а) срок, раньше было написано неточно.",
  "добавил(а), что речь о прошлом месяце.",
  "слово в заголовке было не то.",
  "по просьбе участников убрал(а) лишнюю подробность.",
];
