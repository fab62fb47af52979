/**
 * A twin of Discourse on the loopback interface: the calls a connector needs, with the real page
 * sizes, orders and traps.
 *
 * API: https://docs.discourse.org
 */
import type { Clock } from "../clock.ts";
import { createFaults, type Faults } from "../faults.ts";
import { serveLoopback, type Loopback, type Reply, type Request } from "../loopback.ts";
import type { Forum } from "./forum.ts";
import { viewForum, type ForumView } from "./forum-view.ts";
import { answerPosts } from "./posts.ts";
import { answerTopics } from "./topics.ts";
import { answerUsers } from "./users.ts";
import { NOT_FOUND } from "./replies.ts";

export interface DiscourseTwin extends Loopback {
  readonly view: ForumView;
  readonly faults: Faults;
}

export interface DiscourseTwinOptions {
  readonly forum: Forum;
  readonly clock: Clock;
  readonly apiKey: string;
  readonly apiUsername: string;
}

export async function discourseTwin(options: DiscourseTwinOptions): Promise<DiscourseTwin> {
  const { forum, clock, apiKey, apiUsername } = options;
  const view = viewForum(forum, clock);
  const faults = createFaults();

  function handle(request: Request): Reply {
    if (!isAllowed(request)) return FORBIDDEN;
    return (
      answerPosts(view, request) ??
      answerTopics(view, request) ??
      answerUsers(view, { clock, request }) ??
      NOT_FOUND
    );
  }

  /** Keys in the query have been refused since 2020: only headers count. */
  function isAllowed({ headers }: Request): boolean {
    return headers["api-key"] === apiKey && headers["api-username"] === apiUsername;
  }

  const server = await serveLoopback(handle, faults);
  return { ...server, view, faults };
}

const FORBIDDEN: Reply = {
  status: 403,
  body: {
    errors: [
      "You are not permitted to view the requested resource. The API username or key is invalid.",
    ],
    error_type: "invalid_access",
  },
};
