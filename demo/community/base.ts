import {
  nocodbTime,
  type Base,
  type BaseColumn,
  type BaseRow,
  type BaseTable,
  type RowJson,
} from "../nocodb/base.ts";
import type { Random } from "../random.ts";
import type { Concept } from "../texts/concept.ts";
import { dateOf, DAY_MS, HOUR_MS, type Frame } from "./frame.ts";
import { isLead, type Person } from "./people.ts";
import { poisonAttempts } from "./poison.ts";
import type { Trap } from "./reviewers.ts";
import { GUIDES, LEAD_STREAM, sectionId, type Stream } from "./streams.ts";
import {
  accountField,
  attemptRows,
  lateArrival,
  type Arrival,
  type AttemptRow,
} from "./workbook.ts";
import { planWorkbook, type Enrolment, type PlannedAnswer, type Task } from "./workbook-plan.ts";

export interface WorkbookAttempt {
  readonly id: number;
  readonly person: Person;
  readonly streamId: number;
  readonly value: number;
  readonly length: number;
  readonly at: number;
  readonly arrivesAt: number;
  readonly trap: Trap | null;
}

export interface Workbook {
  readonly base: Base;
  readonly answerCount: number;
  readonly attempts: readonly WorkbookAttempt[];
}

const LAID_OUT_DAYS_BEFORE = 27;

export function drawWorkbook(
  random: Random,
  given: {
    frame: Frame;
    people: readonly Person[];
    streams: readonly Stream[];
    concepts: readonly Concept[];
  },
): Workbook {
  const { frame, streams } = given;
  const laidOut = nocodbTime(frame.start - LAID_OUT_DAYS_BEFORE * DAY_MS);
  const tasks = drawTasks(random.fork("tasks"));
  const enrolments = drawEnrolments(random.fork("enrolments"), given);
  const planned = planWorkbook(random.fork("plan"), { frame, enrolments, tasks });
  const rows = drawRows(random.fork("rows"), { ...given, planned });
  const ids = random.fork("ids");
  const table = (
    title: string,
    columns: readonly [string, string][],
    content: BaseRow[],
  ): BaseTable => ({
    id: nativeId(ids.fork(title), "m"),
    title,
    columns: [
      ...COMMON_COLUMNS,
      ...columns.map(([name, uidt]) => ({ title: name, uidt, isSystem: false })),
    ],
    rows: content,
  });
  const still = (id: number, fields: RowJson): BaseRow => ({
    place: id,
    versions: [{ from: 0, value: { Id: id, CreatedAt: laidOut, UpdatedAt: null, ...fields } }],
  });
  const base: Base = {
    id: nativeId(ids.fork("base"), "p"),
    tables: [
      table(
        "Streams",
        STREAM_COLUMNS,
        streams.map((stream) => still(stream.id, streamRow(stream))),
      ),
      table(
        "Enrolments",
        ENROLMENT_COLUMNS,
        enrolments.map((enrolment, index) => enrolmentRow(index + 1, enrolment)),
      ),
      table(
        "Tasks",
        TASK_COLUMNS,
        [...tasks.values()].flat().map((task) => still(task.id, taskRow(task))),
      ),
      table("Answers", ANSWER_COLUMNS, rows.answers),
      table("Attempts", ATTEMPT_COLUMNS, rows.attemptRows),
    ],
  };
  return { base, answerCount: planned.length, attempts: rows.attempts };
}

const COMMON_COLUMNS: readonly BaseColumn[] = [
  { title: "Id", uidt: "ID", isSystem: false },
  { title: "CreatedAt", uidt: "CreatedTime", isSystem: true },
  { title: "UpdatedAt", uidt: "LastModifiedTime", isSystem: true },
];

const STREAM_COLUMNS: readonly [string, string][] = [
  ["Title", "SingleLineText"],
  ["Guide", "SingleLineText"],
  ["Starts", "Date"],
  ["Ends", "Date"],
];
const ENROLMENT_COLUMNS: readonly [string, string][] = [
  ["Stream", "Number"],
  ["Member", "User"],
  ["Joined", "Date"],
];
const TASK_COLUMNS: readonly [string, string][] = [
  ["Title", "SingleLineText"],
  ["Section", "SingleLineText"],
  ["Complexity", "Decimal"],
  ["Stream", "Number"],
];
const ANSWER_COLUMNS: readonly [string, string][] = [
  ["Task", "Number"],
  ["Stream", "Number"],
  ["CreatedBy", "CreatedBy"],
];
const ATTEMPT_COLUMNS: readonly [string, string][] = [
  ["Answer", "Number"],
  ["Attempt", "Number"],
  ["Text", "LongText"],
  ["Verdict", "SingleSelect"],
  ["Grade", "Number"],
  ["Comment", "LongText"],
  ["CreatedBy", "CreatedBy"],
  ["LastModifiedBy", "LastModifiedBy"],
];

/** NocoDB's ids: a letter for the kind and fifteen of its alphabet. */
export function nativeId(random: Random, letter: string): string {
  const alphabet = "abcdefghijklmnopqrstuvwxyz0123456789";
  let id = letter;
  for (let count = 0; count < 15; count += 1) id += alphabet[random.whole(0, alphabet.length - 1)];
  return id;
}

export function streamRow(stream: Stream): RowJson {
  return {
    Title: stream.title,
    Guide: stream.guide.id,
    Starts: dateOf(stream.starts),
    Ends: dateOf(stream.ends),
  };
}

export function enrolmentRow(id: number, { person, stream }: Enrolment): BaseRow {
  const joined = Math.max(
    stream.starts - 3 * DAY_MS,
    Math.min(person.joinedAt, stream.starts + 20 * DAY_MS),
  );
  return {
    place: id,
    versions: [
      {
        from: joined,
        value: {
          Id: id,
          CreatedAt: nocodbTime(joined),
          UpdatedAt: null,
          Stream: stream.id,
          Member: accountField(person),
          Joined: dateOf(joined),
        },
      },
    ],
  };
}

function taskRow(task: Task): RowJson {
  return { Title: task.title, Section: task.sectionId, Complexity: task.complexity, Stream: null };
}

/** The tasks of each guide, by its id. */
function drawTasks(random: Random): Map<string, readonly Task[]> {
  let id = 0;
  return new Map(
    GUIDES.map((guide) => [
      guide.id,
      guide.concepts.flatMap((concept) =>
        concept.tasks.map((title) => ({
          id: (id += 1),
          title,
          sectionId: sectionId(guide, concept.slug),
          concept,
          complexity: random.whole(2, 8) / 4,
        })),
      ),
    ]),
  );
}

/** Each trainee with an account is in one stream, some went on to a second. */
function drawEnrolments(
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

function drawRows(
  random: Random,
  given: {
    frame: Frame;
    people: readonly Person[];
    streams: readonly Stream[];
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
    Stream: enrolment.stream.id,
    CreatedBy: accountField(enrolment.person),
  };
}

function knownAttempt(row: AttemptRow, id: number): WorkbookAttempt {
  const { answer, attempt } = row;
  return {
    id,
    person: answer.enrolment.person,
    streamId: answer.enrolment.stream.id,
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
