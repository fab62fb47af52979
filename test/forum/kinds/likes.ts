import type { StoredLike, StoredUser } from "../../../demo/discourse/forum-state.ts";
import { anyPost, anyUser, on, type Kind, type Living, type World } from "./kind.ts";

const DAY_MS = 86_400_000;
/** Far more than one reply of a user's list of likes. */
const MANY = 60;

function likesGiven({ view: { state } }: World, { id }: StoredUser): StoredLike[] {
  return state.likesBy(id).filter(({ until }) => until === null);
}

const likesMuch = (world: World) => (user: StoredUser) => likesGiven(world, user).length > MANY;

function like(
  name: string,
  {
    who,
    what,
  }: {
    who?: (world: World) => (user: StoredUser) => boolean;
    what?: (world: World) => (living: Living) => boolean;
  },
): Kind {
  return {
    name,
    play: (world) =>
      on(
        anyUser(world, who?.(world)),
        (user) => {
          const liked = new Set(likesGiven(world, user).map(({ postId }) => postId));
          const isWanted = what?.(world) ?? (() => true);
          const post = anyPost(world, (living) => !liked.has(living.id) && isWanted(living));
          return post !== null && world.view.changes.like(user.id, post.id);
        },
        ({ id }) => `by user ${id}`,
      ),
  };
}

function unlike(name: string, who?: (world: World) => (user: StoredUser) => boolean): Kind {
  return {
    name,
    play: (world) => {
      const isLiker = who?.(world) ?? ((user) => likesGiven(world, user).length > 0);
      return on(
        anyUser(world, isLiker),
        (user) => {
          const { postId } = world.random.pick(likesGiven(world, user));
          return world.view.changes.unlike(user.id, postId);
        },
        ({ id }) => `by user ${id}`,
      );
    },
  };
}

function withdrawn({ view: { state } }: World): StoredLike[] {
  return state.likes.filter(({ postId, userId, until }) => {
    const post = state.post(postId);
    const topic = state.topics.get(post?.topicId ?? 0);
    const isOn = post !== undefined && state.valueOf(post) !== null && topic?.isDeleted === false;
    return until !== null && isOn && state.users.has(userId) && !topic.isPrivate;
  });
}

export const LIKES: readonly Kind[] = [
  like("a like", {}),
  like("a like of a post of years ago", {
    what:
      ({ view }) =>
      ({ value }) =>
        Date.parse(String(value["created_at"])) < view.state.now() - 365 * DAY_MS,
  }),
  like("a like by whoever gave hundreds", { who: likesMuch }),
  unlike("a like taken back"),
  unlike("a like taken back by whoever gave hundreds", likesMuch),
  {
    name: "a like given again, with its old date",
    after: "a like taken back",
    play: (world) => {
      const likes = withdrawn(world);
      return on(
        likes.length === 0 ? null : world.random.pick(likes),
        ({ userId, postId }) => world.view.changes.like(userId, postId),
        ({ userId, postId }) => `of post ${postId} by user ${userId}`,
      );
    },
  },
];
