/** What a contribution is, in kind. Rank decays within one class. */
export const CLASSES = ["learn", "publish", "interact", "help", "manage"] as const;
export type ContributionClass = (typeof CLASSES)[number];

/** Whom it serves. Each domain has a budget of its own. */
export const DOMAINS = ["personal", "community", "world"] as const;
export type Domain = (typeof DOMAINS)[number];

export interface Meaning {
  readonly class: ContributionClass;
  readonly domain: Domain;
}

/** An attempt at a task of a workbook. */
export const attemptMeaning: Meaning = { class: "learn", domain: "personal" };

/**
 * A post of a category that the configuration says nothing of: what asks for least. The deanery is
 * told of each such category (`deanery_categories`); what the others are, the configuration says.
 */
export const unmappedPostMeaning: Meaning = { class: "interact", domain: "community" };

/** What is no contribution, and why. Nothing here becomes a row of `contributions`. */
export const notContributions = {
  like: "A sign of attention to another's work; it will count as engagement with that work.",
  view: "Attendance leaves nothing that another could use.",
  enrolment: "An intention; the work that follows counts.",
  answer: "A container: its attempts count.",
  verdict: "A duty of the master's role; rewarding it per piece would invite haste.",
  private_message: "Nobody could check it.",
  system_post: "Written by the forum's software.",
  restricted_title: "The post counts, its title is shown to nobody.",
} as const;
