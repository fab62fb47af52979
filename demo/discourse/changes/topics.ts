import type { ForumState, StoredTopic } from "../forum-state.ts";
import type { WritingChanges } from "./writing.ts";

export interface TopicChanges {
  /** A new title or category: no list but the topic's own row and its posts say so. */
  changeTopic(id: number, to: Partial<Pick<StoredTopic, "title" | "categoryId">>): boolean;
  /** `TopicStatusUpdater` with `visible`: staff's lists go on showing it, `/posts.json` does not. */
  listTopic(id: number, isVisible: boolean): boolean;
  closeTopic(id: number, isClosed: boolean): boolean;
  archiveTopic(id: number, isArchived: boolean): boolean;
  pinTopic(id: number, isPinned: boolean): boolean;
  /** `TopicConverter#convert_to_private_message`: it leaves its category and every list. */
  makePrivate(id: number): boolean;
  /** `TopicConverter#convert_to_public_topic`, into a category. */
  makePublic(id: number, categoryId: number): boolean;
}

export function topicChanges(state: ForumState, writing: WritingChanges): TopicChanges {
  function change(
    id: number,
    to: Partial<StoredTopic>,
    { code, isSeen = false }: { code?: string; isSeen?: boolean } = {},
  ): boolean {
    const topic = state.topics.get(id);
    if (topic === undefined) return false;
    Object.assign(topic, to, isSeen ? { isChanged: true } : {});
    if (code !== undefined) writing.addSmallAction(id, code);
    return true;
  }
  const codeOf = (what: string, isOn: boolean) => ({
    code: `${what}.${isOn ? "enabled" : "disabled"}`,
  });

  return {
    changeTopic: (id, to) => change(id, to, { isSeen: true }),
    listTopic: (id, isVisible) => change(id, { isVisible }, codeOf("visible", isVisible)),
    closeTopic: (id, isClosed) => change(id, { isClosed }, codeOf("closed", isClosed)),
    archiveTopic: (id, isArchived) => change(id, { isArchived }, codeOf("archived", isArchived)),
    pinTopic: (id, isPinned) => change(id, { isPinned }, codeOf("pinned_globally", isPinned)),
    makePrivate: (id) =>
      change(id, { isPrivate: true, categoryId: null }, { code: "private_topic", isSeen: true }),
    makePublic: (id, categoryId) =>
      change(id, { isPrivate: false, categoryId }, { code: "public_topic", isSeen: true }),
  };
}
