import type { ForumTopic, ForumUser, PostJson } from "./forum.ts";

export interface WrittenPost {
  readonly id: number;
  readonly author: ForumUser;
  readonly topic: ForumTopic;
  readonly postNumber: number;
  readonly replyTo: number | null;
  readonly raw: string;
  readonly createdAt: number;
  readonly updatedAt: number;
  /** Grows with an edit, but not with one within five minutes of the last. */
  readonly version: number;
  readonly reads: number;
}

/** A post with the fields of `/posts.json`, in their order, as an anonymous reader gets them. */
export function postJson(post: WrittenPost): PostJson {
  const { author, topic } = post;
  return {
    id: post.id,
    name: author.name,
    username: author.username,
    avatar_template: avatarOf(author.username),
    created_at: new Date(post.createdAt).toISOString(),
    cooked: cooked(post.raw),
    post_number: post.postNumber,
    post_type: 1,
    updated_at: new Date(post.updatedAt).toISOString(),
    reply_count: 0,
    reply_to_post_number: post.replyTo,
    quote_count: 0,
    incoming_link_count: 0,
    reads: post.reads,
    readers_count: Math.max(0, post.reads - 1),
    score: Math.round(post.reads * 2) / 10,
    yours: false,
    topic_id: topic.id,
    topic_slug: topic.slug,
    topic_title: topic.title,
    topic_html_title: escaped(topic.title),
    category_id: topic.categoryId,
    display_username: author.name,
    primary_group_name: null,
    flair_name: null,
    flair_url: null,
    flair_bg_color: null,
    flair_color: null,
    flair_group_id: null,
    version: post.version,
    can_edit: false,
    can_delete: false,
    can_recover: false,
    can_see_hidden_post: false,
    can_wiki: false,
    user_title: null,
    bookmarked: false,
    raw: post.raw,
    actions_summary: [],
    moderator: author.isModerator,
    admin: author.isAdmin,
    staff: author.isAdmin || author.isModerator,
    user_id: author.id,
    hidden: false,
    trust_level: author.trustLevel,
    deleted_at: null,
    user_deleted: false,
    edit_reason: null,
    can_view_edit_history: true,
    wiki: false,
  };
}

/** What a post says of its author, once that user was renamed or gave it to another. */
export function authorFieldsOfPost(post: PostJson, author: ForumUser): PostJson {
  return {
    ...post,
    name: author.name,
    username: author.username,
    avatar_template: avatarOf(author.username),
    display_username: author.name,
    moderator: author.isModerator,
    admin: author.isAdmin,
    staff: author.isAdmin || author.isModerator,
    user_id: author.id,
    trust_level: author.trustLevel,
  };
}

/** The same post after an edit at `at`. */
export function editedPostJson(post: PostJson, raw: string, at: number): PostJson {
  return {
    ...post,
    raw,
    cooked: cooked(raw),
    updated_at: new Date(at).toISOString(),
    version: Number(post["version"]) + 1,
  };
}

/** What a post says of the topic that it stands in now. */
export function topicFieldsOfPost(
  post: PostJson,
  topic: Pick<ForumTopic, "id" | "title" | "slug" | "categoryId">,
): PostJson {
  return {
    ...post,
    topic_id: topic.id,
    topic_slug: topic.slug,
    topic_title: topic.title,
    topic_html_title: escaped(topic.title),
    category_id: topic.categoryId,
  };
}

export function avatarOf(username: string): string {
  return `/letter_avatar_proxy/v4/letter/${username.charAt(0)}/8797f3/{size}.png`;
}

/** The HTML that a text is baked to. */
export function cooked(raw: string): string {
  return raw
    .split("\n\n")
    .map((paragraph) => `<p>${escaped(paragraph)}</p>`)
    .join("\n");
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
