/** The few endpoints of Discourse that the connectors read, with its page limits and orders. */
import { discourseHttp } from "../discourse/options.ts";
import type { Http } from "../http.ts";
import type { Json } from "../source.ts";
import { testClock } from "./clock.ts";
import { loopback } from "./loopback.ts";
import type { Asked, Loopback, Reply } from "./loopback.ts";

type Row = { [key: string]: Json };

export interface Forum {
  readonly posts: Row[];
  readonly topics: Row[];
  readonly users: Row[];
  /** By username, in the order they were given. */
  readonly likes: Map<string, Row[]>;
  readonly categories: Row[];
  /** Usernames whose activity answers with this status. */
  readonly hidden: Map<string, number>;
  /** Before May 2024: the posts among the 50 ids up to `before`, not 50 posts. */
  isOld: boolean;
}

const POSTS_MAX = 50;
const LIKES_MAX = 30;
const USERS_MAX = 100;

export interface ForumServer extends AsyncDisposable {
  readonly forum: Forum;
  readonly server: Loopback;
  readonly http: Http;
  /** What a path answers, whatever is asked of it. */
  readonly failing: Map<string, Reply>;
}

export async function forumServer(given: Partial<Forum> = {}): Promise<ForumServer> {
  const forum: Forum = {
    posts: [],
    topics: [],
    users: [],
    likes: new Map(),
    categories: [],
    hidden: new Map(),
    isOld: false,
    ...given,
  };
  const failing = new Map<string, Reply>();
  const server = await loopback((asked) => failing.get(asked.path) ?? answer(forum, asked));
  const http = discourseHttp({
    url: server.url,
    apiKey: "key",
    apiUsername: "system",
    perSecond: 1000,
    clock: testClock(),
  });
  return {
    forum,
    server,
    http,
    failing,
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
}

function answer(forum: Forum, asked: Asked): Reply {
  if (asked.headers["api-key"] !== "key") return { status: 403, json: {} };
  const page = Number(asked.query.get("page") ?? 0);
  switch (asked.path) {
    case "/posts.json":
      return { json: { latest_posts: postsBelow(forum, asked.query.get("before")) } };
    case "/latest.json": {
      const size = Math.min(100, Number(asked.query.get("per_page") ?? 30));
      const latest = byActivity(forum);
      const topics = asked.query.get("ascending") === "false" ? latest : latest.toReversed();
      return { json: { topic_list: { topics: topics.slice(page * size, (page + 1) * size) } } };
    }
    case "/admin/users/list/active.json": {
      const start = Math.max(0, page - 1) * USERS_MAX;
      const rows = forum.users.slice(start, start + USERS_MAX);
      if (asked.query.get("show_emails") === "true") return { json: rows };
      return { json: rows.map(({ email: _email, ...row }) => row) };
    }
    case "/user_actions.json":
      return likesOf(forum, asked.query);
    case "/categories.json": {
      const parent = asked.query.get("parent_category_id");
      const categories = forum.categories.filter(
        (row) => `${row["parent_category_id"] ?? ""}` === (parent ?? ""),
      );
      return { json: { category_list: { categories } } };
    }
    default:
      return topicOf(forum, asked.path) ?? { status: 404, json: { error_type: "not_found" } };
  }
}

/** A topic by its id: `stream` lists all its posts, whatever their age. */
function topicOf({ topics, posts }: Forum, path: string): Reply | null {
  const id = Number(/^\/t\/(\d+)\.json$/.exec(path)?.[1]);
  if (!topics.some((topic) => topic["id"] === id)) return null;
  const inside = posts.filter((post) => post["topic_id"] === id).map((post) => Number(post["id"]));
  return { json: { post_stream: { stream: inside.toSorted((a, b) => a - b) } } };
}

function postsBelow({ posts, isOld }: Forum, before: string | null): Json[] {
  const newestFirst = posts.toSorted((a, b) => Number(b["id"]) - Number(a["id"]));
  if (before === null) return newestFirst.slice(0, POSTS_MAX);
  const limit = Number(before);
  if (!isOld) return newestFirst.filter(({ id }) => Number(id) < limit).slice(0, POSTS_MAX);
  return newestFirst.filter(({ id }) => Number(id) <= limit && Number(id) > limit - POSTS_MAX);
}

function byActivity({ topics }: Forum): Row[] {
  const rank = (topic: Row) => `${topic["pinned"] === true ? 1 : 0}${String(topic["bumped_at"])}`;
  return topics.toSorted((a, b) => (rank(a) < rank(b) ? 1 : -1));
}

function likesOf({ likes, hidden }: Forum, query: URLSearchParams): Reply {
  const username = query.get("username") ?? "";
  const status = hidden.get(username);
  if (status !== undefined) return { status, json: { error_type: "not_found" } };
  const offset = Number(query.get("offset") ?? 0);
  const given = (likes.get(username) ?? []).toReversed();
  return { json: { user_actions: given.slice(offset, offset + LIKES_MAX) } };
}
