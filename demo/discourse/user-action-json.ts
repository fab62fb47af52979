import type { Json } from "../../sources/source.ts";
import type { ForumLike, ForumUser, PostJson } from "./forum.ts";

/** What the API says of a like in a user's activity: `username` is the author of the liked post. */
export function userActionJson(
  like: ForumLike,
  { actor, post }: { actor: ForumUser; post: PostJson },
): Readonly<Record<string, Json>> {
  return {
    excerpt: String(post["raw"]).slice(0, 300),
    action_type: 1,
    created_at: new Date(like.from).toISOString(),
    avatar_template: post["avatar_template"] ?? null,
    acting_avatar_template: `/letter_avatar_proxy/v4/letter/${actor.username.charAt(0)}/8797f3/{size}.png`,
    slug: post["topic_slug"] ?? null,
    topic_id: post["topic_id"] ?? null,
    target_user_id: actor.id,
    target_name: actor.name,
    target_username: actor.username,
    post_number: post["post_number"] ?? null,
    post_id: post["id"] ?? null,
    username: post["username"] ?? null,
    name: post["name"] ?? null,
    user_id: post["user_id"] ?? null,
    acting_username: actor.username,
    acting_name: actor.name,
    acting_user_id: actor.id,
    title: post["topic_title"] ?? null,
    deleted: false,
    hidden: post["hidden"] ?? false,
    post_type: post["post_type"] ?? 1,
    action_code: null,
    category_id: post["category_id"] ?? null,
    closed: false,
    archived: false,
  };
}
