import type { Mutant } from "../mutant.ts";
import { postsMutants } from "./posts.ts";

/** A guard of what a forum's reader holds in the end: without it, some change is never seen. */
const GUARD = "a sweep shows what changed and nobody keeps it";

/** The same mistake as in its own file, which here nothing but the forum's truth may notice. */
export const forumMutants: readonly Mutant[] = postsMutants
  .filter(({ change }) => change === GUARD)
  .map((planted) => ({
    ...planted,
    change: `${GUARD}, on a forum`,
    check: ["test/forum/forum.test.ts"],
  }));
