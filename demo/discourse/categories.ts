import type { Reply, Request } from "../loopback.ts";
import type { StoredCategory } from "./forum-state.ts";
import type { ForumView } from "./forum-view.ts";
import { ok, route, wholeNumber } from "./replies.ts";

const POST_ACTION_TYPES = [{ id: 2, name_key: "like", name: "Нравится", is_flag: false }];

/**
 * `/categories.json`: those at the top, or those below `parent_category_id` (`CategoryList`). `/site.json`
 * has all of them. Null for another path.
 */
export function answerCategories(view: ForumView, { path, query, fault }: Request): Reply {
  const all = view.categories();
  const json = categoryJson(view, all);
  if (route(path) === "/site") {
    const site = { default_archetype: "regular", post_action_types: POST_ACTION_TYPES };
    return ok({ ...site, categories: all.map(json) });
  }
  const parent = wholeNumber(query.get("parent_category_id"));
  const level = all.filter(({ parentId }) => (parentId ?? 0) === parent);
  const sent = fault === "truncated" ? level.slice(0, level.length >> 1) : level;
  const categories = fault === "empty_page" ? [] : sent.map(json);
  const list = { can_create_category: false, can_create_topic: false, categories };
  return ok({ category_list: list });
}

function categoryJson(view: ForumView, all: readonly StoredCategory[]) {
  const topics = view.topicsByActivity();
  return (category: StoredCategory, index: number) => {
    const inside = topics.filter(({ topic }) => topic.categoryId === category.id);
    const below = all.filter(({ parentId }) => parentId === category.id).map(({ id }) => id);
    return {
      id: category.id,
      name: category.name,
      color: category.color,
      text_color: "FFFFFF",
      slug: category.slug,
      topic_count: inside.length,
      post_count: inside.reduce((sum, { posts }) => sum + posts.length, 0),
      position: index,
      description: category.description,
      description_text: category.description,
      description_excerpt: category.description,
      topic_url: `/t/about-the-${category.slug}-category/${category.topicId ?? category.id}`,
      read_restricted: category.isRestricted,
      permission: null,
      ...(category.parentId === null ? {} : { parent_category_id: category.parentId }),
      notification_level: 1,
      topic_template: null,
      has_children: below.length > 0,
      subcategory_ids: below,
      uploaded_logo: null,
      uploaded_background: null,
    };
  };
}
