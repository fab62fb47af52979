import { z } from "zod";

/** How a forum's older posts and topics are read again: what changes there no list tells. */
export const Reread = z.strictObject({
  /** The whole list of topics, by which moved and restored posts are found. */
  topicsEveryHours: z
    .int()
    .min(1)
    .max(24 * 7)
    .default(6),
  /** The whole list of users; those who were seen are read in each run. */
  usersEveryHours: z
    .int()
    .min(1)
    .max(24 * 7)
    .default(1),
  /** Posts of the last 30 days; those of the last three are read in each run. */
  monthEveryHours: z
    .int()
    .min(1)
    .max(24 * 7)
    .default(24),
  /** Everything: what the forum rewrites by itself is found so late at most. */
  allEveryDays: z.int().min(1).max(366).default(14),
  /** Requests that one run may spend on it. */
  repliesPerRun: z.int().min(1).max(10_000).default(120),
});
export type Reread = z.output<typeof Reread>;

export const REREAD: Reread = Reread.parse({});
