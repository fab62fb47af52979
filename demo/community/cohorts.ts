import type { Guide } from "../texts/concept.ts";
import { managementGuide } from "../texts/concepts-management.ts";
import { methodsGuide } from "../texts/concepts-methods.ts";
import { systemsGuide } from "../texts/concepts-systems.ts";
import { day, type Frame } from "./frame.ts";

export const GUIDES: readonly Guide[] = [systemsGuide, methodsGuide, managementGuide];

/** A group of trainees that goes through one guide together. */
export interface Cohort {
  /** The `Id` of its row in NocoDB. */
  readonly id: number;
  readonly title: string;
  readonly guide: Guide;
  readonly starts: number;
  readonly ends: number;
  /** Numbers of the masters who look after it. */
  readonly masters: readonly number[];
}

/** Whose cohort the demo's master and the demo's trainee are in. */
export const LEAD_COHORT = 3;

export function cohortsOf(frame: Frame): Cohort[] {
  const year = new Date(frame.start).getUTCFullYear();
  const cohort = (
    id: number,
    [guide, season, first, last]: [Guide, string, number, number],
    masters: readonly number[],
  ): Cohort => ({
    id,
    title: `${guide.title}, ${season} ${year}`,
    guide,
    starts: day(frame, first),
    ends: day(frame, last),
    masters,
  });
  return [
    cohort(1, [systemsGuide, "весна", 5, 88], [3, 4]),
    cohort(2, [methodsGuide, "весна", 40, 150], [5, 6]),
    cohort(3, [managementGuide, "лето", 68, 199], [1, 2]),
    cohort(4, [systemsGuide, "осень", 145, 242], [4, 7, 8]),
  ];
}

/** The id a section has in the guides' front matter and in the table Tasks. */
export function sectionId(guide: Guide, slug: string): string {
  return `${guide.id}-${slug}`;
}
