import type { Random } from "../random.ts";
import { DAY_MS, type Frame } from "./frame.ts";
import { isLead, type Person } from "./people.ts";
import { LEAD_STREAM, type Stream } from "./streams.ts";
import type { Enrolment } from "./workbook-plan.ts";

/** Each trainee with an account is in one stream, some went on to a second. */
export function drawEnrolments(
  random: Random,
  {
    people,
    streams,
    frame,
  }: { people: readonly Person[]; streams: readonly Stream[]; frame: Frame },
): Enrolment[] {
  const lead = streams.find(({ id }) => id === LEAD_STREAM)!;
  return people
    .filter(({ kind, nocodb }) => kind === "trainee" && nocodb !== null)
    .flatMap((person, index) => {
      if (isLead(person)) return [{ person, stream: lead }];
      // Newcomers can only join what has not ended by then, and nobody joins while silent.
      const open = streams.filter(
        ({ starts, ends }) =>
          ends > person.joinedAt + 30 * DAY_MS &&
          starts < (person.silentFrom ?? frame.asOf) - 10 * DAY_MS,
      );
      const first = open[index % Math.max(1, open.length)] ?? streams.at(-1)!;
      const next = open.find(({ starts }) => starts > first.ends - 40 * DAY_MS);
      const goesOn = next !== undefined && next !== first && random.chance(0.15);
      return [first, ...(goesOn ? [next] : [])].map((stream) => ({ person, stream }));
    });
}
