/** When the deanery is told about somebody. Days before the horizon of observation. */
export const attentionDays = {
  /** Fewer days since the last contribution: active. */
  slowing: 14,
  silent: 30,
  /** Where nobody studies in cohorts: who fell silent longer ago than this is no news. */
  longSilent: 90,
  /** A newcomer is left in peace for so long. */
  newcomer: 14,
  neverStarted: 7,
  returned: 7,
  waiting: 7,
} as const;

/** Behind means fewer than half of the accepted sections that half of the cohort has reached. */
export const BEHIND_MEDIAN_MIN = 4n;
