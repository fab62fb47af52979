import type { StoredTopic } from "../../../demo/discourse/forum-state.ts";
import {
  anyPost,
  anyTopic,
  isFirst,
  isOpen,
  isReply,
  livingPosts,
  on,
  postName,
  type Kind,
  type Living,
  type World,
} from "./kind.ts";

function elsewhere(world: World, from: number): StoredTopic | null {
  return anyTopic(world, (topic) => isOpen(topic) && topic.id !== from);
}

/** Of one topic, the drawn post among them. */
function severalAround(world: World, { post }: Living): number[] {
  const inside = livingPosts(world, (other) => other.post.topicId === post.topicId);
  const some = world.random.shuffled(inside).slice(0, world.random.whole(1, 4));
  return [...new Set([post.place, ...some.map(({ id }) => id)])].toSorted((a, b) => a - b);
}

function move(
  name: string,
  where: (living: Living) => boolean,
  ids: (world: World, living: Living) => readonly number[],
): Kind {
  return {
    name,
    play: (world) =>
      on(
        anyPost(world, where),
        (living) => {
          const to = elsewhere(world, living.post.topicId);
          return to !== null && world.view.changes.movePosts(ids(world, living), to.id);
        },
        postName,
      ),
  };
}

/** Posts that change their topic. */
export const MOVES: readonly Kind[] = [
  move("a move of one post", isReply, (_world, { id }) => [id]),
  move("a move of several posts", isReply, severalAround),
  move("a move of a first post, which is copied", isFirst, (_world, { id }) => [id]),
  {
    name: "a split into a new topic",
    play: (world) =>
      on(
        anyPost(world, isReply),
        (living) => {
          const title = `Отделённая ${world.random.whole(1, 1e6)}`;
          return world.view.changes.splitTopic(severalAround(world, living), title);
        },
        postName,
      ),
  },
  {
    name: "a merge of two topics",
    play: (world) =>
      on(
        anyTopic(world, isOpen),
        ({ id }) => {
          const to = elsewhere(world, id);
          return to !== null && world.view.changes.mergeTopics(id, to.id);
        },
        ({ id }) => `topic ${id}`,
      ),
  },
];
