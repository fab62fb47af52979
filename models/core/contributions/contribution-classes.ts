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

/**
 * What is said beside the club and the workbooks, once another person made something of it. It counts
 * from the month on whose formula names it (`counts`), so that no earlier month moves.
 */
export const talkMeanings = {
  /** A note on a guide that another person answered. */
  annotation: { class: "interact", domain: "community" },
  /** An answer in a chat to what another person asked there. */
  chat_answer: { class: "help", domain: "community" },
} as const satisfies Readonly<Record<string, Meaning>>;

export type TalkKind = keyof typeof talkMeanings;
export const TALK_KINDS = Object.keys(talkMeanings) as readonly TalkKind[];

/** The least of own words that make a note or an answer, and a reply to a note: less is chatter. */
export const WORDS_MIN = { annotation: 8, annotation_reply: 5, chat_answer: 12 } as const;

/** What is no contribution, and why. Nothing here becomes a row of `contributions`. */
export const notContributions = {
  like: "A sign of attention to another's work; it will count as engagement with that work.",
  view: "Attendance leaves nothing that another could use. What a site's visitors tell can be forged.",
  chatter: "Nobody asked for it and nothing stays of it.",
  thanks: "Evidence of the help it is for, shown beside it; worth nothing by itself.",
  question: "It counts through the answer that it gets.",
  unanswered_annotation: "A note to oneself, until another person answers it.",
  reaction: "A sign of attention, as a like is.",
  enrolment: "An intention; the work that follows counts.",
  answer: "A container: its attempts count.",
  verdict: "A duty of the master's role; rewarding it per piece would invite haste.",
  private_message: "Nobody could check it.",
  system_post: "Written by the forum's software.",
  restricted_title: "The post counts, its title is shown to nobody.",
} as const;
