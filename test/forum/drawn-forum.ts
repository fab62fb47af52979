/** A forum as a sequence begins: ten years of posts, most of them far below what a run reads. */
import type {
  Forum,
  ForumCategory,
  ForumLike,
  ForumPost,
  ForumTopic,
  ForumUser,
} from "../../demo/discourse/forum.ts";
import { postJson } from "../../demo/discourse/post-json.ts";
import type { Random } from "../../demo/random.ts";

export const BEGIN = Date.parse("2026-10-05T09:00:00Z");

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
const YEARS_MS = 10 * 365 * DAY_MS;
/** A page of a forum's list of topics, and of its users. */
const LIST_PAGE = 100;

export function drawForum(random: Random): Forum {
  const isLarge = random.chance(0.1);
  const users = drawUsers(random.fork("users"), isLarge ? LIST_PAGE + 10 : random.whole(10, 18));
  const categories = [1, 2, 3, 4].map(category);
  const { posts, topics } = drawPosts(random.fork("posts"), {
    users,
    categories,
    count: random.whole(110, 220),
    topicShare: isLarge ? 0.6 : 0.15,
  });
  const likes = drawLikes(random.fork("likes"), { users, posts });
  return { posts, topics, users, likes, categories };
}

function drawUsers(random: Random, count: number): ForumUser[] {
  const joined = Array.from({ length: count }, () => BEGIN - random.whole(DAY_MS, YEARS_MS));
  return joined
    .toSorted((a, b) => a - b)
    .map((createdAt, index) => {
      const id = index + 1;
      const named = {
        id,
        username: `chlen_${id}`,
        name: `Имя ${id}`,
        email: `u${id}@pochta.example`,
      };
      const isAdmin = id === 1;
      return { ...named, createdAt, trustLevel: 1, isAdmin, isModerator: id === 2 };
    });
}

function category(id: number): ForumCategory {
  return { id, name: `Раздел ${id}`, slug: `razdel-${id}`, description: "", color: "0088CC" };
}

function drawPosts(
  random: Random,
  given: {
    readonly users: readonly ForumUser[];
    readonly categories: readonly ForumCategory[];
    readonly count: number;
    readonly topicShare: number;
  },
): { posts: ForumPost[]; topics: ForumTopic[] } {
  const { users, categories, count, topicShare } = given;
  const instants = Array.from({ length: count }, () => BEGIN - drawnAge(random));
  const topics: ForumTopic[] = [];
  const numbers = new Map<number, number>();
  let id = 1;
  const posts = instants
    .toSorted((a, b) => a - b)
    .map((createdAt): ForumPost => {
      id += random.whole(1, 4);
      const author = random.pick(users);
      if (topics.length === 0 || random.chance(topicShare))
        topics.push(topicOf(topics.length + 1, { author, createdAt, random, categories }));
      // Young topics live; an old one is answered now and then.
      const isYoung = random.chance(0.7);
      const topic = isYoung ? random.pick(topics.slice(-4)) : random.pick(topics);
      const begun = numbers.has(topic.id) ? topic : (topics.at(-1) ?? topic);
      const postNumber = (numbers.get(begun.id) ?? 0) + 1;
      numbers.set(begun.id, postNumber);
      const raw = drawnText(random, { id, users });
      const dates = { createdAt, updatedAt: createdAt, version: 1, reads: 3 };
      const value = postJson({
        id,
        author,
        topic: begun,
        postNumber,
        replyTo: null,
        raw,
        ...dates,
      });
      const versions = [{ from: createdAt, value }];
      return { place: id, topicId: begun.id, isListed: true, versions };
    });
  return { posts, topics: topics.filter((topic) => numbers.has(topic.id)) };
}

function drawnAge(random: Random): number {
  return random.pick([
    () => random.whole(MINUTE_MS, 50 * MINUTE_MS),
    () => random.whole(MINUTE_MS, 25 * DAY_MS),
    () => random.whole(20 * DAY_MS, 80 * DAY_MS),
    () => random.whole(60 * DAY_MS, 365 * DAY_MS),
    () => random.whole(365 * DAY_MS, YEARS_MS),
    () => random.whole(365 * DAY_MS, YEARS_MS),
  ])();
}

function topicOf(
  id: number,
  given: {
    readonly author: ForumUser;
    readonly createdAt: number;
    readonly random: Random;
    readonly categories: readonly ForumCategory[];
  },
): ForumTopic {
  const { author, createdAt, random, categories } = given;
  const named = { id, title: `Тема ${id}`, slug: `tema-${id}`, userId: author.id, createdAt };
  const categoryId = random.pick(categories).id;
  return { ...named, categoryId, isPinned: id === 2, isPrivate: false, views: 7 };
}

function drawnText(random: Random, { id, users }: { id: number; users: readonly ForumUser[] }) {
  const { username } = random.pick(users);
  return random.pick([
    `Текст ${id}.`,
    `Текст ${id}.\n\nЕщё слово.`,
    `@${username} текст ${id}.`,
    `[quote="${username}, post:1, topic:1"]\nСлово.\n[/quote]\nТекст ${id}.`,
  ]);
}

/** Some like nothing, some a little, and one has liked for years. */
function drawLikes(
  random: Random,
  { users, posts }: { users: readonly ForumUser[]; posts: readonly ForumPost[] },
): ForumLike[] {
  return users.flatMap(({ id: userId }, index) => {
    const count = index === 2 ? 90 : random.pick([0, 0, random.whole(1, 8), random.whole(1, 35)]);
    const liked = random.shuffled(posts).slice(0, count);
    return liked.map(({ place, versions }) => {
      const written = versions[0]?.from ?? 0;
      return { userId, postId: place, from: random.whole(written, BEGIN), until: null };
    });
  });
}
