import type { ForumLike, ForumPost, ForumTopic, ForumUser, PostJson } from "../discourse/forum.ts";
import type { Version } from "../timeline.ts";
import type { PlannedPost } from "./conversation.ts";
import type { Person } from "./people.ts";
import type { WrittenText } from "./writing.ts";

/** A post with what only the demo knows of it. */
export interface ClubPost {
  readonly id: number;
  readonly person: Person;
  readonly at: number;
  readonly value: number;
  readonly length: number;
  readonly isOpening: boolean;
  readonly isRepost: boolean;
  readonly topic: ForumTopic;
  readonly versions: readonly Version<PostJson>[];
}

export interface Club {
  readonly posts: readonly ClubPost[];
  /** Everything that has an id in the forum, in order: also private messages and broken records. */
  readonly forumPosts: readonly ForumPost[];
  readonly topics: readonly ForumTopic[];
  readonly likes: readonly ForumLike[];
  readonly users: readonly ForumUser[];
}

export interface Draft {
  readonly planned: PlannedPost;
  readonly text: WrittenText;
  readonly isRepost: boolean;
}
