import type { Reply, Request } from "../loopback.ts";
import type { ForumView } from "./forum-view.ts";
import { NOT_FOUND, ok, route, wholeNumber } from "./replies.ts";

/** https://github.com/discourse/discourse: `PostsController#latest` answers 50 at once. */
const LATEST_POSTS_MAX = 50;

/** `/posts.json`, `/posts/{id}.json` and who liked a post. Null for another path. */
export function answerPosts(view: ForumView, request: Request): Reply | null {
  const path = route(request.path);
  if (path === "/posts") return latest(view, request);
  if (path === "/post_action_users") return likers(view, request);
  const single = /^\/posts\/(\d+)$/.exec(path);
  if (single === null) return null;
  const post = view.anyPost(Number(single[1]));
  return post === null ? NOT_FOUND : ok(post);
}

function latest(view: ForumView, { query, fault }: Request): Reply {
  const asked = wholeNumber(query.get("before"));
  // A `before` below 1 counts as none, and the newest page comes again.
  const before = asked < 1 ? Number.POSITIVE_INFINITY : asked;
  const posts = fault === "empty_page" ? [] : view.postsBelow(before, LATEST_POSTS_MAX);
  const sent = fault === "truncated" ? posts.slice(0, posts.length >> 1) : posts;
  return ok({ latest_posts: sent });
}

/** Like's action type is 2; the list has no times. */
function likers(view: ForumView, { query }: Request): Reply {
  const id = wholeNumber(query.get("id"));
  if (view.post(id) === null) return NOT_FOUND;
  if (query.get("post_action_type_id") !== "2") return ok({ post_action_users: [] });
  return ok({
    post_action_users: view.likersOf(id).map((user) => ({
      id: user.id,
      username: user.username,
      name: user.name,
      avatar_template: `/letter_avatar_proxy/v4/letter/${user.username.charAt(0)}/8797f3/{size}.png`,
      post_url: null,
      username_lower: user.username.toLowerCase(),
    })),
  });
}
