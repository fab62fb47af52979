import type { ForumPost, ForumTopic, ForumUser } from "../discourse/forum.ts";
import { postJson } from "../discourse/post-json.ts";
import type { Random } from "../random.ts";
import type { ClubPost } from "./club-posts.ts";
import { HOUR_MS, type Frame } from "./frame.ts";
import type { Person } from "./people.ts";

const FIRST_PRIVATE_TOPIC_ID = 9_001;

/** One private message of each member: it has an id between others and may turn up nowhere. */
export function privateMessages(
  random: Random,
  given: {
    frame: Frame;
    people: readonly Person[];
    users: ReadonlyMap<string, ForumUser>;
    posts: readonly ClubPost[];
  },
): { posts: ForumPost[]; topics: ForumTopic[] } {
  const taken = new Set(given.posts.map(({ id }) => id));
  const gaps = given.posts.filter(({ id }) => !taken.has(id - 1));
  const writers = given.people.filter(
    ({ kind, discourse }) => kind === "trainee" && discourse !== null,
  );
  const posts: ForumPost[] = [];
  const topics: ForumTopic[] = [];
  const places = random.shuffled(gaps).slice(0, writers.length);
  places.forEach((before, index) => {
    const writer = writers[index]!;
    const author = given.users.get(writer.key)!;
    const createdAt = before.at - HOUR_MS / 60;
    const topic: ForumTopic = {
      id: FIRST_PRIVATE_TOPIC_ID + index,
      title: "Личное сообщение",
      slug: "lichnoe-soobschenie",
      categoryId: null,
      userId: author.id,
      createdAt,
      isPinned: false,
      isPrivate: true,
      views: 2,
    };
    const raw = `Пишу лично: ${writer.canaries.privateMessage}. Прошу не пересылать.`;
    const post = postJson({
      id: before.id - 1,
      author,
      topic,
      postNumber: 1,
      replyTo: null,
      raw,
      createdAt,
      updatedAt: createdAt,
      version: 1,
      reads: 2,
    });
    topics.push(topic);
    posts.push({
      place: before.id - 1,
      topicId: topic.id,
      isListed: false,
      versions: [{ from: createdAt, value: post }],
    });
  });
  return { posts, topics };
}
