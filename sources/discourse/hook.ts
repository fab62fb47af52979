/**
 * What a Discourse forum tells by a webhook: that something changed, and of a post that was
 * destroyed what it said last.
 *
 * Only the body is signed. Its event is named in a header, which a stranger who saw an old body could
 * change: so nothing is believed of it but that it is worth a look.
 *
 * https://meta.discourse.org/t/configure-webhooks-that-trigger-on-discourse-events-to-integrate-with-external-services/49045
 */
import { z } from "zod";

import { parseExactly } from "../exact-json.ts";
import { bodySignature } from "../hook-checks.ts";
import { type Delivery, type Hook, headerOf, type Kept, type Mark } from "../hook.ts";
import type { Json } from "../source.ts";
import { isPrivate } from "./private.ts";

/** The live feeds that may have something new, by the type of an event; none for other types. */
const FEEDS: Readonly<Record<string, readonly string[]>> = {
  post: ["discourse_posts", "discourse_topics"],
  topic: ["discourse_topics", "discourse_posts"],
  user: ["discourse_users"],
  like: ["discourse_likes"],
  category: ["discourse_categories"],
};

/** No list names what is gone. */
const DESTROYED = /^(?:post|topic|user|category)_destroyed$/;

export const DESTROYED_POSTS = "discourse_posts@hook";

/** Of an edit that nobody read before the post was destroyed only this remains. */
const Destroyed = z.looseObject({ post: z.custom<Json>((value) => hasText(value)) });

/** Older forums leave the text out: such a version would hide one that was read whole. */
function hasText(post: unknown): boolean {
  return z.looseObject({ raw: z.string() }).safeParse(post).success;
}

export const discourseHook: Hook = {
  secret: {
    variable: "VKLAD_DISCOURSE_HOOK_SECRET",
    purpose: "the secret of the forum's webhook (Admin, API, Webhooks)",
  },
  isGenuine: bodySignature("x-discourse-event-signature", "sha256="),
  read(delivery) {
    const id = headerOf(delivery, "x-discourse-event-id");
    const type = headerOf(delivery, "x-discourse-event-type");
    const event = headerOf(delivery, "x-discourse-event");
    if (id === null || type === null || event === null) return null;
    const feeds = FEEDS[type] ?? [];
    const marks: Mark[] = feeds.map((feed) => ({ feed, how: "read" }));
    if (DESTROYED.test(event))
      marks.push(...feeds.map((feed) => ({ feed, how: "sweep" }) as const));
    const kept = event === "post_destroyed" ? keptPost(delivery) : [];
    return { id, marks, kept };
  },
};

function keptPost({ body }: Delivery): readonly Kept[] {
  const { data } = Destroyed.safeParse(parsedOrNull(body));
  if (data === undefined || isPrivate(data.post)) return [];
  return [{ feed: DESTROYED_POSTS, content: data.post }];
}

function parsedOrNull(body: Uint8Array): unknown {
  try {
    return parseExactly(Buffer.from(body).toString("utf8"));
  } catch {
    return null;
  }
}
