import { nocodbTime, type BaseRow, type RowJson } from "../nocodb/base.ts";
import type { Random } from "../random.ts";
import type { Concept } from "../texts/concept.ts";
import { HOUR_MS, type Frame } from "./frame.ts";
import type { Person } from "./people.ts";
import { poisonAttempts } from "./poison.ts";
import type { Trap } from "./reviewers.ts";
import type { Cohort } from "./cohorts.ts";
import {
  accountField,
  attemptRows,
  lateArrival,
  type Arrival,
  type AttemptRow,
  type SoundVerdict,
} from "./workbook.ts";
import type { PlannedAnswer, Task } from "./workbook-plan.ts";

/** An attempt with what only the demo knows of it. */
export interface WorkbookAttempt {
  readonly id: number;
  readonly person: Person;
  readonly cohortId: number;
  readonly task: Task;
  readonly verdict: SoundVerdict | null;
  readonly value: number;
  readonly length: number;
  readonly at: number;
  readonly arrivesAt: number;
  readonly trap: Trap | null;
}

/** Rows of Answers and Attempts with their ids, which follow the order of arrival. */
export function drawRows(
  random: Random,
  given: {
    frame: Frame;
    people: readonly Person[];
    cohorts: readonly Cohort[];
    concepts: readonly Concept[];
    planned: readonly PlannedAnswer[];
  },
): { answers: BaseRow[]; attemptRows: BaseRow[]; attempts: WorkbookAttempt[] } {
  const lateness = given.planned.map((answer, index) =>
    lateArrival(random.fork(`late ${index}`), { frame: given.frame, answer }),
  );
  const answerArrivals = given.planned.map((answer, index) => ({
    answer,
    arrivesAt: lateness[index] ?? answer.attempts[0]!.at - HOUR_MS / 6,
  }));
  const answerOrder = [...answerArrivals.keys()].sort(
    (a, b) => answerArrivals[a]!.arrivesAt - answerArrivals[b]!.arrivesAt || a - b,
  );
  const answerIds = new Map(answerOrder.map((index, place) => [index, place + 1]));
  const attemptArrivals = given.planned.flatMap((answer, index) =>
    attemptRows(random.fork(`answer ${index}`), {
      ...given,
      answer,
      lateAt: lateness[index] ?? null,
      answerId: () => answerIds.get(index)!,
    }),
  );
  const sorted = [...attemptArrivals].sort((a, b) => a.arrivesAt - b.arrivesAt);
  const firstSound = sorted[Math.floor(sorted.length / 3)];
  const poison = firstSound === undefined ? [] : poisonArrivals(firstSound);
  const rows = [...sorted, ...poison].sort((a, b) => a.arrivesAt - b.arrivesAt);
  const attempts: WorkbookAttempt[] = [];
  const attemptRowsWithIds = rows.map((row, index) => {
    const id = index + 1;
    if (isAttempt(row)) attempts.push(knownAttempt(row, id));
    return { place: id, versions: row.versions(id) };
  });
  const answers = answerArrivals.map(({ answer, arrivesAt }, index) => ({
    place: answerIds.get(index)!,
    versions: [{ from: arrivesAt, value: answerRow(answerIds.get(index)!, answer) }],
  }));
  return { answers, attemptRows: attemptRowsWithIds, attempts };
}

function isAttempt(row: Arrival | AttemptRow): row is AttemptRow {
  return "attempt" in row;
}

function answerRow(id: number, { enrolment, task, attempts }: PlannedAnswer): RowJson {
  return {
    Id: id,
    CreatedAt: nocodbTime(attempts[0]!.at - HOUR_MS / 6),
    UpdatedAt: null,
    Task: task.id,
    Stream: enrolment.cohort.id,
    CreatedBy: accountField(enrolment.person),
  };
}

function knownAttempt(row: AttemptRow, id: number): WorkbookAttempt {
  const { answer, attempt } = row;
  return {
    id,
    person: answer.enrolment.person,
    cohortId: answer.enrolment.cohort.id,
    task: answer.task,
    verdict: row.verdict,
    // A harder task makes the same thought worth more, and its author's words no longer.
    value: attempt.quality * Math.sqrt(answer.task.complexity),
    length: row.length,
    at: attempt.at,
    arrivesAt: row.arrivesAt,
    trap: row.trap,
  };
}

/** Broken rows hang on an answer that does not exist: they are nobody's attempt. */
const NOWHERE: RowJson = { Text: "Сломанная строка.", Answer: 999_999, Attempt: 1 };

function poisonArrivals(host: AttemptRow): Arrival[] {
  const sound = host.versions(0)[0]!.value!;
  return poisonAttempts({ ...sound, ...NOWHERE }).map((broken, index) => {
    const arrivesAt = host.arrivesAt + (index + 1) * 1000;
    return {
      arrivesAt,
      versions: (id) => [{ from: arrivesAt, value: { ...broken, Id: id } }],
    };
  });
}
