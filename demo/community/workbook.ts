import { nocodbTime, userField, type RowJson } from "../nocodb/base.ts";
import type { Random } from "../random.ts";
import type { Version } from "../timeline.ts";
import type { Concept } from "../texts/concept.ts";
import { attemptText, lateAddition, matterOf, verdictComment } from "./answer-text.ts";
import { DAY_MS, HOUR_MS, type Frame } from "./frame.ts";
import { clamp, type Person } from "./people.ts";
import { reviewerOf, type Trap } from "./reviewers.ts";
import type { Cohort } from "./cohorts.ts";
import type { PlannedAnswer, PlannedAttempt } from "./workbook-plan.ts";

/** A row before it has an id: ids follow the order of arrival, not of `CreatedAt`. */
export interface Arrival {
  readonly arrivesAt: number;
  readonly versions: (id: number) => Version<RowJson>[];
}

/** What a master said, of the text that stood there then. */
export interface SoundVerdict {
  readonly by: Person;
  readonly at: number;
  readonly isAccepted: boolean;
  readonly grade: number;
  readonly comment: string;
  readonly text: string;
}

export interface AttemptRow extends Arrival {
  readonly answer: PlannedAnswer;
  /** Null where nobody has judged it, or nobody who may. */
  readonly verdict: SoundVerdict | null;
  readonly attempt: PlannedAttempt;
  readonly trap: Trap | null;
  readonly length: number;
}

/** Of a hundred answers, those somebody typed in weeks after they were given on paper. */
const LATE_SHARE = 0.03;

/** When the answer's rows reach the base, or null for one written there in time. */
export function lateArrival(
  random: Random,
  { frame, answer }: { frame: Frame; answer: PlannedAnswer },
): number | null {
  const [first] = answer.attempts;
  const isOver = answer.attempts.every(
    ({ judgedAt }) => judgedAt !== null && judgedAt < frame.asOf - 30 * DAY_MS,
  );
  if (!isOver || first === undefined || !random.chance(LATE_SHARE / 0.6)) return null;
  // Two thirds have arrived by the as-of, with a `CreatedAt` of weeks before; the rest come later.
  if (random.chance(0.67)) return Math.floor(frame.asOf - (2 + random.next() * 20) * DAY_MS);
  return Math.floor(frame.asOf + (1.2 + random.next() * 4) * DAY_MS);
}

export function attemptRows(
  random: Random,
  given: {
    frame: Frame;
    answer: PlannedAnswer;
    answerId: () => number;
    lateAt: number | null;
    people: readonly Person[];
    cohorts: readonly Cohort[];
    concepts: readonly Concept[];
  },
): AttemptRow[] {
  const { answer, lateAt } = given;
  const matter = matterOf(random.fork("matter"), given);
  return answer.attempts.map((attempt) => {
    const chance = random.fork(`attempt ${attempt.number}`);
    const { person } = answer.enrolment;
    const text = attemptText(random, { answer, attempt, matter });
    const review = reviewerOf(chance, { ...given, attempt });
    const submitted = {
      CreatedAt: nocodbTime(attempt.at),
      UpdatedAt: null,
      Answer: null,
      Attempt: attempt.number,
      Text: text,
      Verdict: null,
      Grade: null,
      Comment: null,
      CreatedBy: accountField(person),
      LastModifiedBy: null,
    };
    const life: Version<RowJson>[] = [{ from: attempt.at, value: submitted }];
    let verdict: SoundVerdict | null = null;
    if (review !== null && attempt.judgedAt !== null) {
      const { isAccepted, judgedAt: at } = attempt;
      const grade = gradeOf(chance, attempt);
      const comment = verdictComment(chance, { attempt, matter, isFemale: review.by.isFemale });
      if (isSound(review.trap)) verdict = { by: review.by, at, isAccepted, grade, comment, text };
      const judged: RowJson = {
        ...submitted,
        UpdatedAt: nocodbTime(attempt.judgedAt),
        Verdict: isAccepted ? "accepted" : "returned",
        Grade: grade,
        Comment: comment,
        LastModifiedBy: accountField(review.by),
      };
      life.push({ from: attempt.judgedAt, value: judged });
      const editedAt = editInstant(chance, { frame: given.frame, review, at: attempt.judgedAt });
      if (editedAt !== null) {
        const addition = lateAddition(chance, { matter, isFemale: person.isFemale });
        life.push({
          from: editedAt,
          value: {
            ...judged,
            Text: text + addition,
            UpdatedAt: nocodbTime(editedAt),
            LastModifiedBy: accountField(person),
          },
        });
      }
    }
    return {
      answer,
      attempt,
      verdict,
      trap: review?.trap ?? null,
      length: text.length,
      arrivesAt: lateAt ?? attempt.at,
      versions: (id) => numbered(life, { id, answerId: given.answerId(), lateAt }),
    };
  });
}

/** By somebody who may, whatever became of the text since. */
function isSound(trap: Trap | null): boolean {
  return trap === null || trap === "edited_after_verdict" || trap === "edited_after_as_of";
}

/** Puts the ids in, and lets a row that was typed in late begin with what it was by then. */
function numbered(
  life: readonly Version<RowJson>[],
  { id, answerId, lateAt }: { id: number; answerId: number; lateAt: number | null },
): Version<RowJson>[] {
  return life
    .filter((_, index) => lateAt === null || index === life.length - 1)
    .map(({ from, value }) => ({
      from: lateAt ?? from,
      value: { Id: id, ...value, Answer: answerId },
    }));
}

/** When the trainee changes a text that has its verdict; null for nearly everybody. */
function editInstant(
  random: Random,
  { frame, review, at }: { frame: Frame; review: { trap: Trap | null }; at: number },
): number | null {
  if (review.trap === "edited_after_as_of") {
    return Math.floor(frame.asOf + (1.5 + random.next() * 3) * DAY_MS);
  }
  if (review.trap !== "edited_after_verdict") return null;
  const soon = Math.floor(at + random.next() * 2 * DAY_MS);
  return Math.max(at + 1000, Math.min(frame.asOf - HOUR_MS, soon));
}

/** Masters grade what they see, with a noise of about a third of a grade. */
function gradeOf(random: Random, { quality, isAccepted }: PlannedAttempt): number {
  const seen = quality + random.normal(0, 0.05);
  if (isAccepted) return seen < 0.68 ? 3 : seen < 0.82 ? 4 : 5;
  return clamp(seen < 0.28 ? 1 : 2, 1, 2);
}

export function accountField(person: Person): ReturnType<typeof userField> {
  if (person.nocodb === null) throw new Error(`${person.key} has no account in NocoDB.`);
  return userField({ id: person.nocodb.id, email: person.email, displayName: person.name });
}
