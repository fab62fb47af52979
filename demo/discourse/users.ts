import type { Clock } from "../clock.ts";
import type { Reply, Request } from "../loopback.ts";
import type { ForumUser } from "./forum.ts";
import type { StoredUser } from "./forum-state.ts";
import type { ForumView } from "./forum-view.ts";
import { avatarOf } from "./post-json.ts";
import { NOT_FOUND, ok, route, wholeNumber } from "./replies.ts";
import { userActionJson } from "./user-action-json.ts";

const ADMIN_USERS_PER_PAGE = 100;
const DIRECTORY_ITEMS_PER_PAGE = 50;
/** Higher pages answer with the last one, so about 550 users can be listed. */
const DIRECTORY_PAGE_MAX = 10;
const USER_ACTIONS_PER_PAGE = 30;
const LIKE_GIVEN = "1";

/** Lists of users, one user, and what a user liked. Null for another path. */
export function answerUsers(
  view: ForumView,
  { clock, request }: { clock: Clock; request: Request },
): Reply | null {
  const path = route(request.path);
  if (path === "/user_actions") return userActions(view, request);
  if (path === "/directory_items") return directory(view, request);
  if (path === "/admin/users/list/active") return adminList(view, { clock, request });
  const match = /^\/u(?:sers)?\/([^/]+)$/.exec(path);
  if (match === null) return null;
  const user = byUsername(view, decodeURIComponent(match[1]!));
  return user === null ? NOT_FOUND : ok({ user_badges: [], user: profile(view, user) });
}

function byUsername(view: ForumView, username: string): ForumUser | null {
  const lower = username.toLowerCase();
  return view.users().find((user) => user.username.toLowerCase() === lower) ?? null;
}

/** Newest first by an offset: a like withdrawn while one pages shifts the rest. */
function userActions(view: ForumView, { query, fault }: Request): Reply {
  const actor = byUsername(view, query.get("username") ?? "");
  if (actor === null) return NOT_FOUND;
  if (query.get("filter") !== LIKE_GIVEN || fault === "empty_page") return ok({ user_actions: [] });
  const offset = wholeNumber(query.get("offset"));
  const page = view.likesBy(actor.id).slice(offset, offset + USER_ACTIONS_PER_PAGE);
  const sent = fault === "truncated" ? page.slice(0, page.length >> 1) : page;
  return ok({
    user_actions: sent.flatMap((like) => {
      const post = view.anyPost(like.postId);
      return post === null ? [] : [userActionJson(like, { actor, post })];
    }),
  });
}

/**
 * `AdminUserIndexQuery`: the page counts from 1, 0 is the first one too. Whoever is suspended or not
 * active is listed like anybody. The order that nobody asked for moves with who was seen last.
 */
function adminList(view: ForumView, { clock, request }: { clock: Clock; request: Request }): Reply {
  const { query, fault } = request;
  const start = (Math.max(1, wholeNumber(query.get("page"))) - 1) * ADMIN_USERS_PER_PAGE;
  const bySeen = view
    .users()
    .map((user) => ({ user, lastSeenAt: view.lastSeenAt(user) }))
    .sort((a, b) => b.lastSeenAt - a.lastSeenAt || (a.user.username < b.user.username ? -1 : 1));
  const ordered = query.get("order") === "created" ? byAge(bySeen, query) : bySeen;
  const page = fault === "empty_page" ? [] : ordered.slice(start, start + ADMIN_USERS_PER_PAGE);
  const sent = fault === "truncated" ? page.slice(0, page.length >> 1) : page;
  const withEmails = query.get("show_emails") === "true";
  const now = clock.now();
  return ok(
    sent.map(({ user, lastSeenAt }) => ({
      id: user.id,
      username: user.username,
      name: user.name,
      avatar_template: avatarOf(user.username),
      ...(withEmails ? { email: user.email, secondary_emails: [] } : {}),
      active: user.isActive,
      admin: user.isAdmin,
      moderator: user.isModerator,
      last_seen_at: new Date(lastSeenAt).toISOString(),
      last_emailed_at: null,
      created_at: new Date(user.createdAt).toISOString(),
      // Ages in seconds: they differ at each reading although nothing has changed.
      last_seen_age: (now - lastSeenAt) / 1000,
      last_emailed_age: null,
      created_at_age: (now - user.createdAt) / 1000,
      trust_level: user.trustLevel,
      manual_locked_trust_level: null,
      title: null,
      time_read: 0,
      staged: false,
      ...(user.suspendedUntil === null || user.suspendedUntil <= now
        ? {}
        : { suspended: true, suspended_till: new Date(user.suspendedUntil).toISOString() }),
      days_visited: 0,
      posts_read_count: 0,
      topics_entered: 0,
      post_count: view.postCountOf(user.id),
    })),
  );
}

/** Any value of `asc` but an empty one asks for the oldest first. */
function byAge<T extends { readonly user: StoredUser }>(
  users: readonly T[],
  query: URLSearchParams,
) {
  const sign = (query.get("asc") ?? "") === "" ? -1 : 1;
  return users.toSorted(
    (a, b) => sign * (a.user.createdAt - b.user.createdAt || a.user.id - b.user.id),
  );
}

function directory(view: ForumView, { query }: Request): Reply {
  const page = Math.min(DIRECTORY_PAGE_MAX, Math.max(0, wholeNumber(query.get("page"))));
  const ranked = view
    .users()
    .map((user) => ({ user, postCount: view.postCountOf(user.id) }))
    .sort((a, b) => b.postCount - a.postCount || a.user.id - b.user.id);
  const start = page * DIRECTORY_ITEMS_PER_PAGE;
  return ok({
    directory_items: ranked
      .slice(start, start + DIRECTORY_ITEMS_PER_PAGE)
      .map(({ user, postCount }) => ({
        id: user.id,
        likes_received: 0,
        likes_given: view.likesBy(user.id).length,
        topics_entered: 0,
        topic_count: 0,
        post_count: postCount,
        posts_read: 0,
        days_visited: 0,
        user: {
          id: user.id,
          username: user.username,
          name: user.name,
          avatar_template: avatarOf(user.username),
          title: null,
        },
      })),
    meta: {
      last_updated_at: null,
      total_rows_directory_items: ranked.length,
      load_more_directory_items: `/directory_items.json?period=all&order=post_count&page=${page + 1}`,
    },
  });
}

function profile(view: ForumView, user: ForumUser) {
  return {
    id: user.id,
    username: user.username,
    name: user.name,
    avatar_template: avatarOf(user.username),
    last_posted_at: null,
    last_seen_at: new Date(view.lastSeenAt(user)).toISOString(),
    created_at: new Date(user.createdAt).toISOString(),
    trust_level: user.trustLevel,
    moderator: user.isModerator,
    admin: user.isAdmin,
    title: null,
    badge_count: 0,
    custom_fields: {},
  };
}
