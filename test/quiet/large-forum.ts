/** A forum that is large and lives, drawn: what a run asks of it while nobody writes is counted. */
import type { Forum, ForumLike, ForumTopic, ForumUser } from "../../demo/discourse/forum.ts";
import { postJson } from "../../demo/discourse/post-json.ts";
import type { Random } from "../../demo/random.ts";

const DAY_MS = 86_400_000;
/** Posts are as old as that at most. */
const AGE_MS_MAX = 365 * DAY_MS;
const POSTS_PER_TOPIC = 20;
/** Of a real forum's members most have never liked anything. */
const LIKING_SHARE = 0.4;

export interface LargeForum {
  readonly at: number;
  readonly memberCount: number;
  readonly postCount: number;
}

/** Posts of a year up to `at`, evenly, and likes of some. */
export function drawLargeForum(random: Random, { at, memberCount, postCount }: LargeForum): Forum {
  const users = Array.from({ length: memberCount }, (_, index): ForumUser => {
    const id = index + 1;
    const named = { username: `member${id}`, name: `Член ${id}`, email: `m${id}@pochta.example` };
    const rights = { trustLevel: 1, isAdmin: false, isModerator: false };
    return { id, ...named, ...rights, createdAt: at - AGE_MS_MAX - DAY_MS + id };
  });
  const topicCount = Math.ceil(postCount / POSTS_PER_TOPIC);
  const topics = Array.from({ length: topicCount }, (_, index): ForumTopic => {
    const id = index + 1;
    const named = { title: `Тема ${id}`, slug: `tema-${id}`, userId: random.pick(users).id };
    const place = { categoryId: (index % 4) + 1, isPinned: id === 1, isPrivate: false, views: 3 };
    return { id, ...named, ...place, createdAt: agedAt(index / topicCount) };
  });
  const numbers = new Map<number, number>();
  const posts = Array.from({ length: postCount }, (_, index) => {
    const id = index + 1;
    const share = index / postCount;
    const createdAt = agedAt(share);
    // Young topics live, an old one is answered now and then.
    const begun = Math.floor(share * topicCount) + 1;
    const topic = topics[random.whole(Math.max(0, begun - 8), begun - 1)]!;
    const postNumber = (numbers.get(topic.id) ?? 0) + 1;
    numbers.set(topic.id, postNumber);
    const value = postJson({
      id,
      topic,
      author: random.pick(users),
      postNumber,
      replyTo: null,
      raw: `Текст ${id}`,
      createdAt,
      updatedAt: createdAt,
      version: 1,
      reads: 5,
    });
    return { place: id, topicId: topic.id, isListed: true, versions: [{ from: 0, value }] };
  });
  const likes = users.flatMap(({ id: userId }): ForumLike[] => {
    if (!random.chance(LIKING_SHARE)) return [];
    return Array.from({ length: random.whole(1, 12) }, () => {
      const place = random.whole(0, postCount - 1);
      const from = agedAt((place + 0.5) / postCount);
      return { userId, postId: place + 1, from, until: null };
    });
  });
  const categories = [1, 2, 3, 4].map((id) => ({
    id,
    name: `Раздел ${id}`,
    slug: `razdel-${id}`,
    description: "",
    color: "0088CC",
  }));
  return {
    posts,
    topics: topics.filter(({ id }) => numbers.has(id)),
    users,
    likes: onceEach(likes),
    categories,
  };

  function agedAt(share: number): number {
    return at - Math.ceil(AGE_MS_MAX * (1 - share));
  }
}

function onceEach(likes: readonly ForumLike[]): ForumLike[] {
  return [...new Map(likes.map((like) => [`${like.userId}/${like.postId}`, like])).values()];
}
