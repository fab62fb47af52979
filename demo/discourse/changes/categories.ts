import type { ForumState, StoredUser } from "../forum-state.ts";
import { storedTopic } from "../forum-state.ts";
import { nextTopicId, type WritingChanges } from "./writing.ts";

export interface CategoryChanges {
  /** `Category#create_category_definition`: with a topic about it, which no list of topics shows. */
  createCategory(name: string, author: StoredUser): number;
  /** `Category#rename_category_definition`: its topic is renamed, too. */
  renameCategory(id: number, name: string): boolean;
  /** Under another one; null: to the top. */
  moveCategory(id: number, parentId: number | null): boolean;
  /** Once its topics were moved away: `CategoryGuardian#can_delete_category?`. */
  deleteCategory(id: number, topicsTo: number): boolean;
  /**
   * `read_restricted`. An admin's key goes on seeing it, unless the forum suppresses that
   * (`suppress_secured_categories_from_admin`).
   */
  restrictCategory(id: number, isRestricted: boolean): boolean;
}

const about = (name: string) => `О разделе «${name}»`;

export function categoryChanges(state: ForumState, writing: WritingChanges): CategoryChanges {
  function change(id: number, to: object): boolean {
    const category = state.categories.get(id);
    if (category !== undefined) Object.assign(category, to);
    return category !== undefined;
  }

  return {
    createCategory(name, author) {
      const id = Math.max(0, ...state.categories.keys()) + 1;
      const topicId = nextTopicId(state);
      const topic = { id: topicId, title: about(name), slug: `about-${id}`, categoryId: id };
      const made = { userId: author.id, createdAt: state.now(), isPinned: true };
      state.addTopic(
        storedTopic({ ...topic, ...made, isPrivate: false, views: 0 }, { isDefinition: true }),
      );
      writing.writePost({ topicId, author, raw: `Раздел «${name}».` });
      const look = { slug: `c-${id}`, description: "", color: "0088CC" };
      const place = { parentId: null, isRestricted: false, topicId };
      state.categories.set(id, { id, name, ...look, ...place });
      return id;
    },
    renameCategory(id, name) {
      const topic = state.topics.get(state.categories.get(id)?.topicId ?? 0);
      if (topic !== undefined) Object.assign(topic, { title: about(name), isChanged: true });
      return change(id, { name, slug: `c-${id}-${name.length}` });
    },
    moveCategory: (id, parentId) => change(id, { parentId }),
    deleteCategory(id, topicsTo) {
      const category = state.categories.get(id);
      if (category === undefined || id === topicsTo) return false;
      for (const topic of state.topics.values()) {
        if (topic.categoryId !== id) continue;
        if (topic.isDefinition) topic.isDeleted = true;
        else Object.assign(topic, { categoryId: topicsTo, isChanged: true });
      }
      for (const other of state.categories.values())
        if (other.parentId === id) other.parentId = null;
      return state.categories.delete(id);
    },
    restrictCategory: (id, isRestricted) => change(id, { isRestricted }),
  };
}
