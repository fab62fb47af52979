import type { StoredPost } from "../../../demo/discourse/forum-state.ts";
import { anyPost, isReply, on, postName, type Kind, type World } from "./kind.ts";

const isUserDeleted = ({ value }: { value: { readonly [key: string]: unknown } }) =>
  value["user_deleted"] === true;

/** Posts that staff deleted in topics that still stand. */
function deletedPosts({ view: { state } }: World): StoredPost[] {
  return state.posts.filter((post) => {
    const topic = state.topics.get(post.topicId);
    const isGone = state.valueOf(post) === null && topic !== undefined;
    return isGone && !topic.isDeleted && !topic.isPrivate;
  });
}

/** What goes, and what comes back. */
export const REMOVAL: readonly Kind[] = [
  {
    name: "a deletion by the author",
    play: (world) =>
      on(
        anyPost(world, (post) => isReply(post) && !isUserDeleted(post)),
        ({ id }) => world.view.changes.deleteByAuthor(id),
        postName,
      ),
  },
  {
    name: "a recovery by the author",
    after: "a deletion by the author",
    play: (world) =>
      on(
        anyPost(world, isUserDeleted),
        ({ id }) => world.view.changes.recoverByAuthor(id),
        postName,
      ),
  },
  {
    name: "a deletion by staff",
    play: (world) =>
      on(anyPost(world, isReply), ({ id }) => world.view.changes.deletePost(id), postName),
  },
  {
    name: "a restoration by staff",
    after: "a deletion by staff",
    play: (world) => {
      const deleted = deletedPosts(world);
      const found = deleted.length === 0 ? null : world.random.pick(deleted);
      return on(
        found,
        ({ place }) => world.view.changes.restorePost(place),
        ({ place }) => `post ${place}`,
      );
    },
  },
  {
    name: "a hiding after flags",
    play: (world) => on(anyPost(world), ({ id }) => world.view.changes.hidePost(id), postName),
  },
  {
    name: "a hidden post shown again",
    after: "a hiding after flags",
    play: (world) =>
      on(
        anyPost(world, ({ value }) => value["hidden"] === true),
        ({ id }) => world.view.changes.unhidePost(id),
        postName,
      ),
  },
];
