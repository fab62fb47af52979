import { z } from "zod";

import type { Json } from "../source.ts";
import { listedPage, ListedPlace } from "./listed.ts";
import { type HypothesisOptions, isModerated } from "./options.ts";
import { ChangesPlace, changesPage, IdsPlace, idsPage } from "./search.ts";

/** One group, by one of the ways of reading it, and where that stands. */
export const Step = z.discriminatedUnion("by", [
  z.object({ by: z.literal("changes"), group: z.string(), place: ChangesPlace }),
  z.object({ by: z.literal("ids"), group: z.string(), place: IdsPlace }),
  z.object({ by: z.literal("list"), group: z.string(), place: ListedPlace }),
]);
export type Step = z.infer<typeof Step>;

export interface Stepped {
  readonly rows: readonly Json[];
  /** The same step further on, or the one that takes its place; null at its end. */
  readonly next: Step | null;
  /** Changes until then are read for good once the step has come to its end; null for none. */
  readonly sure: number | null;
}

export interface Asking {
  /** Up to here the index has followed the database, in milliseconds. */
  readonly settledBy: number;
  readonly signal: AbortSignal;
}

/** The next page of a step. */
export async function take(
  { http }: HypothesisOptions,
  step: Step,
  { settledBy, signal }: Asking,
): Promise<Stepped> {
  if (step.by === "ids") {
    const { rows, next } = await idsPage(http, { ...step, signal });
    return { rows, next: next === null ? null : { ...step, place: next }, sure: null };
  }
  if (step.by === "list") {
    const { rows, next } = await listedPage(http, { ...step, signal });
    return { rows, next: next === undefined ? null : { ...step, place: next }, sure: null };
  }
  const { rows, next, sure } = await changesPage(http, { ...step, signal, settledBy });
  if (next === "end") return { rows, next: null, sure };
  if (next !== "stuck") return { rows, next: { ...step, place: next }, sure };
  // By ids all comes that the index knows from now on; however long it takes, no more is sure.
  return { rows, next: { by: "ids", group: step.group, place: null }, sure: settledBy };
}

/** The way that shows all of a group: a moderator's list, where we may read it. */
export function wholeOf(group: string, options: HypothesisOptions): Step {
  const by = isModerated(group, options) ? "list" : "ids";
  return { by, group, place: null };
}
