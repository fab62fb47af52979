import { z } from "zod";

import type { Json } from "../source.ts";

/** `Post.types[:whisper]` of Discourse: notes among staff, which staff's keys are shown. */
const WHISPER = 4;

/** Each way a record says that it was not said to the community. */
const Private = z.union([
  z.looseObject({ archetype: z.literal("private_message") }),
  z.looseObject({ topic_archetype: z.literal("private_message") }),
  z.looseObject({ post_type: z.literal(WHISPER) }),
]);

/**
 * Private messages and whispers must not land, not even in quarantine: an admin's key is shown
 * them among everything else.
 */
export function isPrivate(record: Json): boolean {
  return Private.safeParse(record).success;
}
