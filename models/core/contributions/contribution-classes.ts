/** What a contribution is, in kind. Rank decays within one class. */
export type ContributionClass = "learn" | "publish" | "interact" | "help" | "manage";

/** Whom it serves. Each domain has a budget of its own. */
export type Domain = "personal" | "community" | "world";

export interface Meaning {
  readonly class: ContributionClass;
  readonly domain: Domain;
}

/** An attempt at a task of a workbook. */
export const attemptMeaning: Meaning = { class: "learn", domain: "personal" };

/**
 * Forum categories by slug: what the first post of a topic is, and what a reply to it is.
 *
 * Reviewed as one file, because every row here decides who is paid from which budget.
 */
export const postMeanings: Readonly<Record<string, { topic: Meaning; reply: Meaning }>> = {
  voprosy: {
    topic: { class: "interact", domain: "community" },
    reply: { class: "help", domain: "community" },
  },
  esse: {
    topic: { class: "publish", domain: "community" },
    reply: { class: "interact", domain: "community" },
  },
  praktika: {
    topic: { class: "publish", domain: "world" },
    reply: { class: "help", domain: "world" },
  },
  organizaciya: {
    topic: { class: "manage", domain: "community" },
    reply: { class: "manage", domain: "community" },
  },
  obshchenie: {
    topic: { class: "interact", domain: "community" },
    reply: { class: "interact", domain: "community" },
  },
};

/** A category nobody has reviewed yet: the class that asks for least. */
export const otherPostMeaning: Meaning = { class: "interact", domain: "community" };

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
