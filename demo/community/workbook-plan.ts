import type { Random } from "../random.ts";
import type { Concept } from "../texts/concept.ts";
import { atLikelyHour } from "./activity-curve.ts";
import { DAY_MS, HOUR_MS, QUIET_AFTER_AS_OF_MS, type Frame } from "./frame.ts";
import { clamp, isLead, type Person } from "./people.ts";
import { LEAD_COHORT, type Cohort } from "./cohorts.ts";

export interface Task {
  readonly id: number;
  readonly title: string;
  readonly sectionId: string;
  readonly concept: Concept;
  /** 0.5 to 2, by quarters. */
  readonly complexity: number;
}

export interface Enrolment {
  readonly person: Person;
  readonly cohort: Cohort;
}

/** How a chain of attempts ends before the as-of. */
export type Ending = "accepted" | "returned" | "waiting";

export interface PlannedAttempt {
  readonly number: number;
  readonly at: number;
  /** Planted, 0 to 1: whatever the length. */
  readonly quality: number;
  /** Null while nobody has judged it. */
  readonly judgedAt: number | null;
  readonly isAccepted: boolean;
}

export interface PlannedAnswer {
  readonly enrolment: Enrolment;
  readonly task: Task;
  readonly ending: Ending;
  readonly attempts: readonly PlannedAttempt[];
}

const ANSWERS = 700;
const ATTEMPTS = 1_600;
/** Of a hundred answers: the last attempt waits for a master, or was returned and left so. */
const WAITING_SHARE = 0.07;
const RETURNED_SHARE = 0.06;
/** Above it a master accepts. */
export const ACCEPTED_FROM = 0.55;

/** Who answers which task, how often and how well: counts are exact, times lie before the as-of. */
export function planWorkbook(
  random: Random,
  given: {
    frame: Frame;
    enrolments: readonly Enrolment[];
    tasks: ReadonlyMap<string, readonly Task[]>;
  },
): PlannedAnswer[] {
  const { frame, enrolments } = given;
  const answerCount = Math.round(ANSWERS * frame.scale);
  const counts = sharedOut(random, { frame, enrolments, total: answerCount });
  const answers = enrolments.flatMap((enrolment, index) => {
    const tasks = given.tasks.get(enrolment.cohort.guide.id)!;
    return Array.from({ length: counts[index]! }, (_, order) => ({
      enrolment,
      task: tasks[order % tasks.length]!,
      order,
      of: counts[index]!,
    }));
  });
  const lengths = chainLengths(random, {
    answers: answers.map(({ enrolment }) => enrolment.person),
    total: Math.max(answers.length, Math.round(ATTEMPTS * frame.scale)),
  });
  return answers.map((answer, index) =>
    planChain(random.fork(`chain ${index}`), { ...answer, frame, length: lengths[index]! }),
  );
}

/** Answers per enrolment: by diligence and by how much of the cohort has passed. */
function sharedOut(
  random: Random,
  given: { frame: Frame; enrolments: readonly Enrolment[]; total: number },
): number[] {
  const { frame, enrolments, total } = given;
  const taskCount = (cohort: Cohort) =>
    cohort.guide.concepts.reduce((sum, { tasks }) => sum + tasks.length, 0);
  const weights = enrolments.map(({ person, cohort }) => {
    const until = Math.min(person.silentFrom ?? frame.asOf, frame.asOf, cohort.ends);
    const passed = clamp((until - cohort.starts) / (cohort.ends - cohort.starts), 0, 1);
    return isLead(person) ? 1.3 : passed * (0.25 + random.next());
  });
  const sum = weights.reduce((a, b) => a + b, 0);
  const counts = weights.map((weight, index) =>
    Math.min(taskCount(enrolments[index]!.cohort), Math.round((weight / sum) * total)),
  );
  // Rounding leaves a difference: it goes where there is room.
  let tries = 0;
  for (let missing = total - counts.reduce((a, b) => a + b, 0); missing !== 0;) {
    const index = random.weighted(weights);
    const room = taskCount(enrolments[index]!.cohort) - counts[index]!;
    if (missing > 0 && room > 0) {
      counts[index]! += 1;
      missing -= 1;
    } else if (missing < 0 && counts[index]! > 1) {
      counts[index]! -= 1;
      missing += 1;
    }
    tries += 1;
    if (tries > 100_000)
      throw new Error(`${total} answers do not fit ${enrolments.length} people.`);
  }
  return counts;
}

const CHAIN_MAX = 4;

/** Attempts per answer: the abler need fewer, and all together are exactly `total`. */
function chainLengths(
  random: Random,
  { answers, total }: { answers: readonly Person[]; total: number },
): number[] {
  const lengths = answers.map(({ ability }) => {
    const weights = [0.1 + ability * 0.5, 0.42, 0.4 - ability * 0.2, 0.2 - ability * 0.15];
    return 1 + random.weighted(weights);
  });
  for (let missing = total - lengths.reduce((a, b) => a + b, 0); missing !== 0;) {
    const index = random.whole(0, lengths.length - 1);
    const changed = lengths[index]! + Math.sign(missing);
    if (changed < 1 || changed > CHAIN_MAX) continue;
    lengths[index] = changed;
    missing -= Math.sign(missing);
  }
  return lengths;
}

function planChain(
  random: Random,
  given: {
    frame: Frame;
    enrolment: Enrolment;
    task: Task;
    order: number;
    of: number;
    length: number;
  },
): PlannedAnswer {
  const { frame, enrolment, task, length } = given;
  const ending = endingOf(random, given);
  const gaps = Array.from({ length }, () => ({
    review: (0.4 + 3.6 * random.next()) * DAY_MS,
    rework: (0.5 + 3.5 * random.next()) * DAY_MS,
  }));
  const duration = gaps.reduce((sum, { review, rework }) => sum + review + rework, 0);
  let at = startOf(random, { ...given, ending, duration });
  const attempts = gaps.map(({ review, rework }, index) => {
    const isLast = index === length - 1;
    const judged = atLikelyHour(random, at + review);
    const judgedAt = Math.max(at + HOUR_MS, judged);
    const attempt: PlannedAttempt = {
      number: index + 1,
      at,
      quality: qualityOf(random, { person: enrolment.person, ending, index, length }),
      judgedAt: isLast && ending === "waiting" ? laterVerdict(random, frame) : judgedAt,
      isAccepted: isLast && ending !== "returned",
    };
    at = Math.max(judgedAt + HOUR_MS, atLikelyHour(random, judgedAt + rework));
    return attempt;
  });
  return { enrolment, task, ending, attempts: insideTime(frame, attempts) };
}

/** The demo's trainee shows each ending: the last answer waits, the one before was returned. */
function endingOf(
  random: Random,
  {
    frame,
    enrolment,
    order,
    of,
  }: { frame: Frame; enrolment: Enrolment; order: number; of: number },
): Ending {
  const fromEnd = of - 1 - order;
  if (isLead(enrolment.person) && enrolment.cohort.id === LEAD_COHORT) {
    return fromEnd === 0 ? "waiting" : fromEnd === 1 ? "returned" : "accepted";
  }
  // Only the latest answers of somebody can be open.
  if (fromEnd > 1) return "accepted";
  const draw = random.next();
  const isOver = enrolment.cohort.ends < frame.asOf;
  // Masters clear their desks when a cohort ends; a few attempts they forget.
  if (draw < WAITING_SHARE * (isOver ? 0.3 : 3)) return "waiting";
  return draw < (WAITING_SHARE + RETURNED_SHARE) * 3 ? "returned" : "accepted";
}

/** When the first attempt comes: in the order of the sections, and so that all fits before the as-of. */
function startOf(
  random: Random,
  given: {
    frame: Frame;
    enrolment: Enrolment;
    order: number;
    of: number;
    ending: Ending;
    duration: number;
  },
): number {
  const { frame, enrolment, order, of, ending, duration } = given;
  const { person, cohort } = enrolment;
  const from = Math.max(cohort.starts, person.joinedAt) + DAY_MS;
  const last =
    Math.min(person.silentFrom ?? frame.asOf, frame.asOf, cohort.ends) - duration - 2 * DAY_MS;
  const share = (order + random.next()) / of;
  const spread = Math.max(from, from + share * (last - from));
  // What waits has not waited since spring, except for the few that masters forgot.
  const recent = frame.asOf - duration - random.whole(1, random.chance(0.8) ? 9 : 25) * DAY_MS;
  const isOpenNow = ending === "waiting" && person.silentFrom === null && cohort.ends > recent;
  return atLikelyHour(
    random,
    Math.min(isOpenNow ? Math.max(from, recent) : spread, frame.asOf - duration - DAY_MS),
  );
}

function laterVerdict(random: Random, frame: Frame): number | null {
  if (random.chance(0.4)) return null;
  return Math.floor(frame.asOf + QUIET_AFTER_AS_OF_MS + random.next() * 5 * DAY_MS);
}

function qualityOf(
  random: Random,
  given: { person: Person; ending: Ending; index: number; length: number },
): number {
  const { person, ending, index, length } = given;
  const isLast = index === length - 1;
  if (isLast && ending !== "returned") {
    return clamp(random.normal(0.58 + person.ability * 0.28, 0.09), ACCEPTED_FROM + 0.03, 0.99);
  }
  // Each return brings the next attempt closer.
  const grown = 0.12 + person.ability * 0.16 + index * (0.2 / length);
  return clamp(random.normal(grown, 0.09), 0.03, ACCEPTED_FROM - 0.04);
}

/** Hours drawn for a likely time of day may slip past the as-of: such instants are pulled back. */
function insideTime(frame: Frame, attempts: readonly PlannedAttempt[]): PlannedAttempt[] {
  const latest = frame.asOf - HOUR_MS;
  return attempts.map((attempt, index) => {
    const pulled = latest - (attempts.length - index) * 2 * HOUR_MS;
    const at = Math.min(attempt.at, pulled);
    const { judgedAt } = attempt;
    const isLater = judgedAt !== null && judgedAt >= frame.asOf + QUIET_AFTER_AS_OF_MS;
    return {
      ...attempt,
      at,
      judgedAt: judgedAt === null || isLater ? judgedAt : Math.min(judgedAt, pulled + HOUR_MS),
    };
  });
}
