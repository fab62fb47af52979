import { instantBetween } from "../community/activity-curve.ts";
import { GUIDES, sectionId } from "../community/cohorts.ts";
import { DAY_MS, HOUR_MS, QUIET_AFTER_AS_OF_MS, type Frame } from "../community/frame.ts";
import { isActive, type Person } from "../community/people.ts";
import type { CapturedEvent } from "../posthog/store.ts";
import type { Random } from "../random.ts";
import type { Elsewhere } from "./accounts.ts";

const EVENTS = 40_000;
const LATER = 400;
/** Of a hundred events so many are told by somebody who has not signed in. */
const VISITORS = 150;
const VISITORS_SHARE = 0.2;

const KINDS = ["section_opened", "section_completed", "task_begun", "$pageview"] as const;
const WEIGHTS = [0.5, 0.15, 0.1, 0.25];

export interface Visits {
  readonly events: readonly CapturedEvent[];
  distinctIdOf(person: Person): string | null;
  /** Whoever signed in later: the first id's person becomes the second's. */
  readonly merged: readonly { readonly into: string; readonly from: string }[];
  /** Of the events so many are refused by whoever reads them well. */
  readonly brokenCount: number;
}

const sections = GUIDES.flatMap((guide) =>
  guide.concepts.map(({ slug }) => ({ guide: guide.id, section: sectionId(guide, slug) })),
);

/** What the guides' site told of its visitors in half a year. */
export function drawVisits(
  random: Random,
  {
    frame,
    elsewhere,
    isEmpty,
  }: { frame: Frame; elsewhere: readonly Elsewhere[]; isEmpty: boolean },
): Visits {
  const members = elsewhere
    .filter(({ systems }) => systems.has("posthog"))
    .map((one) => one.person);
  const idOf = (person: Person) => `member-${person.key}`;
  const visitors = Array.from({ length: VISITORS }, (_, index) => `visitor-${index + 1}`);
  const later = Math.round(LATER * frame.scale);
  const count = isEmpty ? 0 : Math.round(EVENTS * frame.scale) + later;
  const events = Array.from({ length: count }, (_, index): CapturedEvent => {
    const isLater = index < later;
    const at = instantBetween(random, {
      frame,
      from: isLater ? frame.asOf + QUIET_AFTER_AS_OF_MS : frame.start,
      until: isLater ? frame.end : frame.asOf - HOUR_MS,
    });
    const known = members[random.whole(0, members.length - 1)]!;
    const isKnown = !random.chance(VISITORS_SHARE) && isActive(known, at);
    const place = sections[Math.floor(random.next() ** 1.6 * sections.length)]!;
    const kind = KINDS[random.weighted(WEIGHTS)]!;
    const shown = instant(at, index);
    return {
      event: kind,
      distinctId: isKnown ? idOf(known) : visitors[index % VISITORS]!,
      properties: {
        ...place,
        ...(kind === "task_begun" ? { task: `${place.section}-1` } : {}),
        $current_url: `https://guides.demo.example/${place.section}?token=t${index}`,
        $ip: "203.0.113.7",
      },
      createdAt: shown,
      // A phone without a network tells later: a few of them by weeks.
      timestamp: index % 100 === 7 ? instant(at - (index % 60) * DAY_MS, index) : shown,
      ...(index % 200 === 3 ? { copies: 2 } : {}),
    };
  });
  const broken: CapturedEvent[] = isEmpty
    ? []
    : [
        { event: "section_opened", distinctId: "visitor-1", uuid: "не-номер" },
        { event: "x".repeat(1_200), distinctId: "visitor-1" },
        { event: "section_opened", distinctId: "y".repeat(1_200) },
      ].map((event, index) => ({ ...event, createdAt: instant(frame.asOf - 30 * DAY_MS, index) }));
  return {
    events: [...events, ...broken],
    distinctIdOf: (person) => (members.includes(person) ? idOf(person) : null),
    merged: isEmpty
      ? []
      : members
          .slice(0, 6)
          .map((person, index) => ({ into: idOf(person), from: visitors[index]! })),
    brokenCount: broken.length,
  };
}

/** Microseconds that no two neighbours share. */
function instant(at: number, index: number): string {
  const micros = String(index % 1_000).padStart(3, "0");
  return `${new Date(at).toISOString().slice(0, -1)}${micros}Z`;
}
