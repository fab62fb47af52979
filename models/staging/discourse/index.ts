import { stgDiscourseAccounts } from "./stg_discourse_accounts.ts";
import { stgDiscourseCategories } from "./stg_discourse_categories.ts";
import { stgDiscourseLikes } from "./stg_discourse_likes.ts";
import { stgDiscoursePostVersions } from "./stg_discourse_post_versions.ts";
import { stgDiscoursePosts } from "./stg_discourse_posts.ts";
import { stgDiscourseTopics } from "./stg_discourse_topics.ts";
import { stgDiscourseUsers } from "./stg_discourse_users.ts";

export const discourse = {
  read: [
    stgDiscourseCategories,
    stgDiscourseLikes,
    stgDiscoursePosts,
    stgDiscourseTopics,
    stgDiscourseUsers,
  ],
  derived: [stgDiscoursePostVersions],
  accounts: [stgDiscourseAccounts],
};
