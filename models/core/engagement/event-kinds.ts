/** What was done, as a page can tell it. */
export const EVENT_KINDS = ["section_opened", "section_read", "task_begun"] as const;
export type EventKind = (typeof EVENT_KINDS)[number];

/**
 * What each event is, by the name under which a site sends it to PostHog. Whatever is not named here
 * is not shown. None of it is a contribution: see `view` in
 * `models/core/contributions/contribution-classes.ts`.
 */
export const eventKinds: Readonly<Record<string, EventKind>> = {
  guide_section_opened: "section_opened",
  section_opened: "section_opened",
  guide_completed: "section_read",
  section_completed: "section_read",
  section_read: "section_read",
  task_begun: "task_begun",
  task_opened: "task_begun",
  task_started: "task_begun",
};
