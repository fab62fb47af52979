import type { ForumLike } from "../discourse/forum.ts";
import type { Random } from "../random.ts";
import { replyDelay } from "./activity-curve.ts";
import type { ClubPost } from "./club-posts.ts";
import { DAY_MS, HOUR_MS, isOutage, QUIET_AFTER_AS_OF_MS, type Frame } from "./frame.ts";
import { isActive, type Person } from "./people.ts";

const LIKES_BY_LIKER = 400;
const WITHDRAWN = 0.01;

/** Likes: more for better posts, with much chance, and very many by the one who only likes. */
export function drawLikes(
  random: Random,
  { frame, people, posts }: { frame: Frame; people: readonly Person[]; posts: readonly ClubPost[] },
): ForumLike[] {
  const fans = people.filter(
    ({ kind, discourse }) => discourse !== null && kind !== "bot" && kind !== "liker",
  );
  const likes = new Map<string, ForumLike>();
  for (const post of posts) {
    const wanted = Math.floor(random.next() * (0.8 + 2.4 * post.value) + random.next() * 0.7);
    for (let count = 0; count < wanted; count += 1) {
      add(likes, { random, frame, post, fan: random.pick(fans) });
    }
  }
  const liker = people.find(({ kind }) => kind === "liker")!;
  const liked = Math.min(posts.length, Math.round(LIKES_BY_LIKER * frame.scale));
  for (const post of random.shuffled(posts).slice(0, liked)) {
    add(likes, { random, frame, post, fan: liker });
  }
  return [...likes.values()].sort((a, b) => a.from - b.from || a.postId - b.postId);
}

function add(
  likes: Map<string, ForumLike>,
  { random, frame, post, fan }: { random: Random; frame: Frame; post: ClubPost; fan: Person },
): void {
  const from = Math.floor(post.at + replyDelay(random));
  const until = random.chance(WITHDRAWN)
    ? Math.floor(from + random.next() * 10 * DAY_MS) + HOUR_MS
    : null;
  const userId = fan.discourse!.id;
  const isAllowed = fan.key !== post.person.key && isActive(fan, from);
  if (!isAllowed || isOutage(frame, from) || isQuiet(frame, from)) return;
  if (until !== null && isQuiet(frame, until)) return;
  likes.set(`${userId} ${post.id}`, { userId, postId: post.id, from, until });
}

function isQuiet(frame: Frame, at: number): boolean {
  return at > frame.asOf && at < frame.asOf + QUIET_AFTER_AS_OF_MS;
}
