import type { Formula } from "./formula.ts";

/**
 * The formula in force from April 2026.
 *
 * Never edited once activated: a change is a new file with a new date.
 */
export const formula202604: Formula = {
  name: "2026-04",
  /** ln(1 + n/80) / ln(1 + 800/80): long texts gain little. */
  volume: { tokensNeutral: 80, tokensFull: 800 },
  meaning: {
    /** No judge runs yet; its weight stands here so that adding one changes no constant. */
    weights: { human: 4, judge: 1, prior: 1 },
    prior: 0.5,
    floor: 0.35,
    grades: [0, 0.25, 0.5, 0.75, 1],
    verdicts: { accepted: 0.75, returned: 0.25 },
  },
  complexity: { min: 0.5, max: 2 },
  exponents: { volume: 0.25, meaning: 1, complexity: 0.5 },
  bonuses: { engagement: 0.5, influence: 1 },
  rankDecay: 0.85,
  neutral: {
    engagement: 0,
    influence: 0,
    standing: 1,
    classCap: null,
    shareCap: null,
    statement:
      "Engagement, influence, the standing gate, class caps and the share cap are not measured " +
      "in this version: they are neutral for everyone.",
  },
};
