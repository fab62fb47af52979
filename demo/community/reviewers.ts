import type { Random } from "../random.ts";
import { day, DAY_MS, type Frame } from "./frame.ts";
import { isLead, type Person } from "./people.ts";
import type { Cohort } from "./cohorts.ts";
import type { PlannedAnswer, PlannedAttempt } from "./workbook-plan.ts";

/** Why a verdict must not count, or cannot be believed as it is first seen. */
export type Trap =
  | "by_non_master"
  | "by_author"
  | "before_grant"
  | "after_grant"
  /** The trainee changed the text after the verdict, before anybody read the base. */
  | "edited_after_verdict"
  /** The same, but after the as-of: whoever read the base before knows the verdict's author. */
  | "edited_after_as_of";

/** A master's office in one cohort. */
export interface Grant {
  readonly master: number;
  readonly cohort: number;
  readonly from: number;
  readonly until: number | null;
}

/** Master 6 began late and judged before it; master 4 left cohort 1 early and judged after it. */
const LATE_MASTER = 6;
const LEFT_MASTER = 4;

export function grantsOf(frame: Frame, cohorts: readonly Cohort[]): Grant[] {
  const everything = { from: frame.start - 31 * DAY_MS, until: null };
  return cohorts.flatMap((cohort) =>
    cohort.masters.map((master) => ({
      master,
      cohort: cohort.id,
      ...everything,
      ...(master === LATE_MASTER ? { from: day(frame, 60) } : {}),
      ...(master === LEFT_MASTER ? { until: day(frame, 137) } : {}),
    })),
  );
}

/** One verdict in about a hundred falls into each trap. */
const TRAP_SHARE = 0.008;

/** Who judges an attempt, and whether there is something wrong with it. Null while it waits. */
export function reviewerOf(
  random: Random,
  given: {
    frame: Frame;
    answer: PlannedAnswer;
    attempt: PlannedAttempt;
    people: readonly Person[];
    cohorts: readonly Cohort[];
  },
): { by: Person; trap: Trap | null } | null {
  const { frame, answer, attempt, people } = given;
  const { judgedAt } = attempt;
  if (judgedAt === null) return null;
  const { person, cohort } = answer.enrolment;
  const grants = grantsOf(frame, given.cohorts).filter((grant) => grant.cohort === cohort.id);
  const master = (grant: Grant) =>
    people.filter(({ kind }) => kind === "master")[grant.master - 1]!;
  const valid = grants.filter(
    ({ from, until }) => from <= judgedAt && (until === null || judgedAt < until),
  );
  const sound = { by: master(random.pick(valid)), trap: null };
  // Traps stand where the verdict is past and the demo's trainee is not concerned.
  if (isLead(person) || judgedAt > frame.asOf) return sound;
  const invalid = grants.filter((grant) => !valid.includes(grant));
  const wrongTime = invalid[0];
  if (wrongTime !== undefined && random.chance(0.05)) {
    const trap = wrongTime.from > judgedAt ? "before_grant" : "after_grant";
    return { by: master(wrongTime), trap };
  }
  const draw = Math.floor(random.next() / TRAP_SHARE);
  switch (draw) {
    case 0: {
      const peers = people.filter(
        ({ kind, nocodb, key }) => kind === "trainee" && nocodb !== null && key !== person.key,
      );
      return { by: random.pick(peers), trap: "by_non_master" };
    }
    case 1:
      return { by: person, trap: "by_author" };
    case 2:
      return { ...sound, trap: "edited_after_verdict" };
    case 3:
      return { ...sound, trap: "edited_after_as_of" };
    default:
      return sound;
  }
}
