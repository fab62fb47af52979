import type { StoredTopic } from "../../../demo/discourse/forum-state.ts";
import { anyCategory, anyTopic, isOpen, on, topicName, type Kind, type World } from "./kind.ts";

function topicKind(
  name: string,
  where: (topic: StoredTopic) => boolean,
  change: (world: World, topic: StoredTopic) => boolean,
  after?: string,
): Kind {
  return {
    name,
    ...(after === undefined ? {} : { after }),
    play: (world) => on(anyTopic(world, where), (topic) => change(world, topic), topicName),
  };
}

const open = (where: (topic: StoredTopic) => boolean) => (topic: StoredTopic) =>
  isOpen(topic) && where(topic);

/** What moderators do to whole topics. */
export const TOPICS: readonly Kind[] = [
  topicKind("a new title", isOpen, ({ view, random }, { id }) =>
    view.changes.changeTopic(id, { title: `Название ${random.whole(1, 1e6)}` }),
  ),
  topicKind("another category", isOpen, (world, { id, categoryId }) => {
    const to = anyCategory(world, (other) => other !== categoryId);
    return to !== null && world.view.changes.changeTopic(id, { categoryId: to.id });
  }),
  topicKind("a deletion of a topic", isOpen, ({ view }, { id }) =>
    view.changes.deleteTopic(id, true),
  ),
  topicKind(
    "a restoration of a topic",
    ({ isDeleted, isPrivate }) => isDeleted && !isPrivate,
    ({ view }, { id }) => view.changes.deleteTopic(id, false),
    "a deletion of a topic",
  ),
  topicKind(
    "a topic unlisted",
    open(({ isVisible }) => isVisible),
    ({ view }, { id }) => view.changes.listTopic(id, false),
  ),
  topicKind(
    "a topic listed again",
    open(({ isVisible }) => !isVisible),
    ({ view }, { id }) => view.changes.listTopic(id, true),
    "a topic unlisted",
  ),
  topicKind(
    "a topic closed",
    open(({ isClosed }) => !isClosed),
    ({ view }, { id }) => view.changes.closeTopic(id, true),
  ),
  topicKind(
    "a topic opened again",
    open(({ isClosed }) => isClosed),
    ({ view }, { id }) => view.changes.closeTopic(id, false),
    "a topic closed",
  ),
  topicKind(
    "a topic archived",
    open(({ isArchived }) => !isArchived),
    ({ view }, { id }) => view.changes.archiveTopic(id, true),
  ),
  topicKind("a topic turned into a private message", isOpen, ({ view }, { id }) =>
    view.changes.makePrivate(id),
  ),
  topicKind(
    "a private message turned into a topic",
    ({ isDeleted, isPrivate }) => isPrivate && !isDeleted,
    (world, { id }) => {
      const to = anyCategory(world);
      return to !== null && world.view.changes.makePublic(id, to.id);
    },
    "a topic turned into a private message",
  ),
  topicKind(
    "a topic pinned",
    open(({ isPinned }) => !isPinned),
    ({ view }, { id }) => view.changes.pinTopic(id, true),
  ),
  topicKind(
    "a topic unpinned",
    open(({ isPinned }) => isPinned),
    ({ view }, { id }) => view.changes.pinTopic(id, false),
  ),
];
