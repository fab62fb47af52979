import { z } from "zod";

import type { Json } from "../source.ts";
import { listedPage, ListedPlace } from "./listed.ts";
import { type HypothesisOptions, isModerated } from "./options.ts";
import { FROM_THE_BEGINNING, searchPage, SearchPlace } from "./search.ts";

/** One group, by one of the two ways of reading it, and where that stands. */
export const Step = z.discriminatedUnion("by", [
  z.object({ by: z.literal("search"), group: z.string(), place: SearchPlace }),
  z.object({ by: z.literal("list"), group: z.string(), place: ListedPlace }),
]);
export type Step = z.infer<typeof Step>;

export interface Stepped {
  readonly rows: readonly Json[];
  /** The same step further on; null at its end. */
  readonly next: Step | null;
}

/** The next page of a step. */
export async function take(
  { http }: HypothesisOptions,
  step: Step,
  signal: AbortSignal,
): Promise<Stepped> {
  if (step.by === "search") {
    const { rows, next } = await searchPage(http, { ...step, signal });
    return { rows, next: next === null ? null : { ...step, place: next } };
  }
  const { rows, next } = await listedPage(http, { ...step, signal });
  return { rows, next: next === undefined ? null : { ...step, place: next } };
}

/** The way that shows all of a group: a moderator's list, where we may read it. */
export function wholeOf(group: string, options: HypothesisOptions): Step {
  return isModerated(group, options)
    ? { by: "list", group, place: null }
    : { by: "search", group, place: FROM_THE_BEGINNING };
}
