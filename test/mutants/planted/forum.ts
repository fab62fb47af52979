import type { Mutant } from "../mutant.ts";
import { landingMutants } from "./landing.ts";
import { postsMutants } from "./posts.ts";

/** Guards of what a forum's reader holds in the end: without any of them, some sequence shows it. */
const GUARDS = [
  "a sweep shows what changed and nobody keeps it",
  "sweep cut short: what its first slice lists is all that exists",
] as const;

/** The same mistakes as in their own files, which here nothing but a drawn sequence may notice. */
export const forumMutants: readonly Mutant[] = GUARDS.map((change) => {
  const planted = [...landingMutants, ...postsMutants].find((mutant) => mutant.change === change);
  if (planted === undefined) throw new Error(`Neither file plants a mutant "${change}".`);
  return { ...planted, change: `${change}, on a forum`, check: ["test/forum/forum.test.ts"] };
});
