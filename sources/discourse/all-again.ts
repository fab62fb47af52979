import { z } from "zod";

const DAY_MS = 86_400_000;

/** Ids that are read together: so few that a run does not feel it. */
const SLICE_IDS = 250;

/** Where the slow reading of the whole forum stands. */
export const Pass = z.object({
  began: z.string(),
  /** The highest id when it began. */
  high: z.int(),
  /** All from here on was read. */
  before: z.int(),
});
export type Pass = z.infer<typeof Pass>;

export function newPass(began: string, high: number): Pass {
  return { began, high, before: high + 1 };
}

/**
 * How far down the pass should have come by now; null where it has come so far, but for less than a
 * slice. Nothing of it hurries: a pass takes so many days whatever the forum's size.
 */
export function dueBelow({ began, high, before }: Pass, until: string, days: number) {
  const share = (Date.parse(until) - Date.parse(began)) / (days * DAY_MS);
  const target = share >= 1 ? 1 : Math.ceil(high * (1 - Math.max(0, share)));
  const isDue = before > target && (share >= 1 || before - target >= SLICE_IDS);
  return isDue ? target : null;
}
