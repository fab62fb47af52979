import type { Feed } from "../source.ts";
import { posthogDistinctIds } from "./distinct-ids.ts";
import { posthogEvents } from "./events.ts";
import type { PosthogOptions } from "./options.ts";
import { posthogPersons } from "./persons.ts";

/** Every stream of one project. They share one client, and with it one rate. */
export function posthogFeeds(options: PosthogOptions): Feed[] {
  return [posthogEvents(options), posthogPersons(options), posthogDistinctIds(options)];
}
