import type { Random } from "../random.ts";
import { DAY_MS, type Frame } from "./frame.ts";
import { isLead, type Person } from "./people.ts";
import { LEAD_COHORT, type Cohort } from "./cohorts.ts";
import type { Enrolment } from "./workbook-plan.ts";

/** Each trainee with an account is in one cohort, some went on to a second. */
export function drawEnrolments(
  random: Random,
  {
    people,
    cohorts,
    frame,
  }: { people: readonly Person[]; cohorts: readonly Cohort[]; frame: Frame },
): Enrolment[] {
  const lead = cohorts.find(({ id }) => id === LEAD_COHORT)!;
  return people
    .filter(({ kind, nocodb }) => kind === "trainee" && nocodb !== null)
    .flatMap((person, index) => {
      if (isLead(person)) return [{ person, cohort: lead }];
      // Newcomers can only join what has not ended by then, and nobody joins while silent.
      const open = cohorts.filter(
        ({ starts, ends }) =>
          ends > person.joinedAt + 30 * DAY_MS &&
          starts < (person.silentFrom ?? frame.asOf) - 10 * DAY_MS,
      );
      const first = open[index % Math.max(1, open.length)] ?? cohorts.at(-1)!;
      const next = open.find(({ starts }) => starts > first.ends - 40 * DAY_MS);
      const goesOn = next !== undefined && next !== first && random.chance(0.15);
      return [first, ...(goesOn ? [next] : [])].map((cohort) => ({ person, cohort }));
    });
}
