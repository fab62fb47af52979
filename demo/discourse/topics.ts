import type { Reply, Request } from "../loopback.ts";
import { answerCategories } from "./categories.ts";
import type { PostJson } from "./forum.ts";
import type { ForumView, TopicActivity } from "./forum-view.ts";
import { INVALID_ACCESS, NOT_FOUND, ok, route, wholeNumber } from "./replies.ts";

const TOPICS_PER_PAGE = 30;
const TOPICS_PER_PAGE_MAX = 100;
/** Posts in a topic's first reply and in each call for more. */
const CHUNK_SIZE = 20;

/** Lists of topics, one topic, and the categories. Null for another path. */
export function answerTopics(view: ForumView, request: Request): Reply | null {
  const path = route(request.path);
  if (path === "/latest") return latest(view, request);
  if (path === "/categories" || path === "/site") return answerCategories(view, request);
  const match = /^\/t\/(?:[^/]+\/)?(\d+)(\/posts)?$/.exec(path);
  if (match === null) return null;
  const activity = view.anyTopic(Number(match[1]));
  if (activity === null) return NOT_FOUND;
  if (activity === "forbidden") return INVALID_ACCESS;
  return match[2] === undefined ? oneTopic(activity, request) : somePosts(activity, request);
}

function latest(view: ForumView, { query, fault }: Request): Reply {
  const page = wholeNumber(query.get("page"));
  const asked = wholeNumber(query.get("per_page"));
  const size = asked < 1 ? TOPICS_PER_PAGE : Math.min(asked, TOPICS_PER_PAGE_MAX);
  const byActivity = view.topicsByActivity();
  // Pinned topics come first, however long ago they were active.
  const ordered = [
    ...byActivity.filter(({ topic }) => topic.isPinned),
    ...byActivity.filter(({ topic }) => !topic.isPinned),
  ];
  const all = fault === "empty_page" ? [] : ordered.slice(page * size, (page + 1) * size);
  const shown = fault === "truncated" ? all.slice(0, all.length >> 1) : all;
  const more = (page + 1) * size < ordered.length;
  return ok({
    users: [],
    primary_groups: [],
    flair_groups: [],
    topic_list: {
      can_create_topic: false,
      ...(more ? { more_topics_url: `/latest?order=activity&page=${page + 1}` } : {}),
      per_page: size,
      top_tags: [],
      topics: shown.map(topicListJson),
    },
  });
}

function topicListJson(activity: TopicActivity) {
  const { topic, posts } = activity;
  const last = posts.at(-1);
  return {
    ...topicFields(activity),
    bumped: true,
    bumped_at: activity.bumpedAt,
    unseen: false,
    pinned: topic.isPinned,
    unpinned: null,
    bookmarked: null,
    liked: null,
    tags: [],
    tags_descriptions: {},
    last_poster_username: last?.["username"] ?? null,
    pinned_globally: topic.isPinned,
    posters: [
      {
        extras: posts.length === 1 ? "latest single" : null,
        description: "Автор",
        user_id: topic.userId,
        primary_group_id: null,
        flair_group_id: null,
      },
    ],
  };
}

function topicFields({ topic, posts, postsCount, lastPostedAt }: TopicActivity) {
  return {
    id: topic.id,
    title: topic.title,
    fancy_title: topic.title,
    slug: topic.slug,
    posts_count: postsCount,
    reply_count: posts.filter((post) => post["reply_to_post_number"] !== null).length,
    highest_post_number: Math.max(...posts.map((post) => Number(post["post_number"]))),
    image_url: null,
    created_at: new Date(topic.createdAt).toISOString(),
    last_posted_at: lastPostedAt,
    archetype: topic.isPrivate ? "private_message" : "regular",
    visible: topic.isVisible,
    closed: topic.isClosed,
    archived: topic.isArchived,
    views: topic.views,
    like_count: posts.reduce((sum, post) => sum + likeCount(post), 0),
    has_summary: false,
    category_id: topic.categoryId,
    featured_link: null,
    has_accepted_answer: false,
  };
}

function likeCount(post: PostJson): number {
  const summary = post["actions_summary"];
  if (!Array.isArray(summary)) return 0;
  const like = (summary as readonly { id?: number; count?: number }[]).find(({ id }) => id === 2);
  return like?.count ?? 0;
}

function oneTopic(activity: TopicActivity, { query }: Request): Reply {
  const { topic, posts } = activity;
  const page = Math.max(1, wholeNumber(query.get("page")));
  const withRaw = query.has("include_raw");
  return ok({
    post_stream: {
      posts: posts
        .slice((page - 1) * CHUNK_SIZE, page * CHUNK_SIZE)
        .map((post) => topicPostJson(post, withRaw)),
      stream: posts.map((post) => post["id"] ?? null),
    },
    timeline_lookup: [[1, 0]],
    suggested_topics: [],
    tags: [],
    tags_descriptions: {},
    ...topicFields(activity),
    word_count: posts.reduce((sum, post) => sum + wordCount(post), 0),
    deleted_at: topic.isDeleted ? (posts[0]?.["deleted_at"] ?? null) : null,
    user_id: topic.userId,
    pinned_globally: topic.isPinned,
    pinned_at: null,
    pinned_until: null,
    slow_mode_seconds: 0,
    draft: null,
    draft_key: `topic_${topic.id}`,
    draft_sequence: null,
    current_post_number: 1,
    deleted_by: null,
    actions_summary: [{ id: 4, count: 0, hidden: false, can_act: false }],
    chunk_size: CHUNK_SIZE,
    bookmarked: false,
    participant_count: new Set(posts.map((post) => post["user_id"])).size,
    details: { can_edit: false, notification_level: 1, participants: [] },
  });
}

function somePosts({ topic, posts }: TopicActivity, { query }: Request): Reply {
  const wanted = new Set(query.getAll("post_ids[]").map(Number));
  const withRaw = query.has("include_raw");
  const found = posts.filter((post) => wanted.has(Number(post["id"]))).slice(0, CHUNK_SIZE);
  return ok({
    post_stream: { posts: found.map((post) => topicPostJson(post, withRaw)) },
    id: topic.id,
  });
}

/** Within a topic `raw` comes only when it is asked for, and the topic's own fields never. */
function topicPostJson(post: PostJson, withRaw: boolean): PostJson {
  const {
    raw,
    topic_title: _title,
    topic_html_title: _html,
    category_id: _category,
    ...rest
  } = post;
  return withRaw && raw !== undefined ? { ...rest, raw } : rest;
}

function wordCount(post: PostJson): number {
  return String(post["raw"] ?? "").split(/\s+/).length;
}
