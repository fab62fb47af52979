/**
 * What is right, from the words of the rules and from nothing in `models/`:
 *
 * - a row is its table, id, creator and creation instant;
 * - a verdict is what a master of the cohort says of one text that was seen in that row, never of
 *   an own attempt or one in an own answer; the latest on a text is in force, a withdrawn one none;
 * - an attempt is paid once, for the text that was accepted first, in the month it was accepted in,
 *   with the task, cohort and complexity of then, whatever becomes of its row;
 * - new is who showed a text first.
 */
import { createHash } from "node:crypto";

import type { Row } from "../../sources/testing/base.ts";
import { creatorOf, TABLES, type TableName } from "./base-part.ts";
import type { Seen, Sequence } from "./sequence.ts";
import type { Statement } from "./statement.ts";
import { wordsOf } from "./writing.ts";

const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");

export function identityOf(table: TableName, row: Row): string {
  const origin = [TABLES[table], String(row["Id"]), creatorOf(row), row["CreatedAt"]];
  return `r_${sha256(JSON.stringify(origin)).slice(0, 32)}`;
}

/** A text as the page shows it to masters of its cohort. */
export interface Shown {
  readonly row: Row;
  readonly attempt: string;
  readonly text: string;
  /** Of every text that was seen in this row. */
  readonly digests: readonly string[];
  readonly author: string;
  readonly answerAuthor: string;
  /** Whose answers it was ever seen in. */
  readonly wasIn: ReadonlySet<string>;
  readonly task: string;
  readonly taskRow: number;
  readonly cohort: string;
}

const find = (rows: readonly Row[], id: unknown) => rows.find((row) => row["Id"] === id);

/** An empty cell holds no text. */
function textIn({ Text }: Row): string | null {
  return typeof Text === "string" && Text !== "" ? Text : null;
}

/** Of one row, where it stands: null where it points nowhere, or a cell cannot be read. */
function placeOf(row: Row, { tables }: Seen) {
  const answer = find(tables.answers, row["Answer"]);
  const task = find(tables.tasks, answer?.["Task"]);
  const cohort = find(tables.cohorts, answer?.["Stream"]);
  const isRead = textIn(row) !== null && typeof row["Attempt"] === "number";
  if (!isRead || answer === undefined || cohort === undefined) return null;
  return task === undefined || task["Title"] === null ? null : { answer, task, cohort };
}

export function shownIn(sequence: Sequence): readonly Shown[] {
  const last = sequence.seen.at(-1);
  if (last === undefined) return [];
  const histories = historiesOf(sequence);
  return last.tables.attempts.flatMap((row) => {
    const place = placeOf(row, last);
    const attempt = identityOf("attempts", row);
    const history = histories.get(attempt);
    if (place === null || history === undefined) return [];
    return [
      {
        row,
        attempt,
        text: String(row["Text"]),
        digests: [...history.texts.keys()],
        author: creatorOf(row),
        answerAuthor: creatorOf(place.answer),
        wasIn: history.wasIn,
        task: identityOf("tasks", place.task),
        taskRow: Number(place.task["Id"]),
        cohort: String(place.cohort["Id"]),
      },
    ];
  });
}

interface History {
  readonly author: string;
  /** By digest: the text, and the instant at which it was first there. */
  readonly texts: Map<string, { readonly text: string; readonly shownAt: number }>;
  readonly wasIn: Set<string>;
  /** Whose answer it was seen in, run by run. */
  readonly answers: { readonly at: number; readonly by: string | null }[];
  /** The row as the last run saw it; null where it was gone by then. */
  standing: Row | null;
}

const remembered = new WeakMap<Sequence, { runs: number; of: ReadonlyMap<string, History> }>();

/** Every row of an attempt that was ever seen, by its identity. */
export function historiesOf(sequence: Sequence): ReadonlyMap<string, History> {
  const known = remembered.get(sequence);
  if (known?.runs === sequence.seen.length) return known.of;
  const of = readHistories(sequence);
  remembered.set(sequence, { runs: sequence.seen.length, of });
  return of;
}

function readHistories({ seen }: Sequence): ReadonlyMap<string, History> {
  const histories = new Map<string, History>();
  for (const run of seen) {
    for (const history of histories.values()) history.standing = null;
    for (const row of run.tables.attempts) {
      const id = identityOf("attempts", row);
      const answer = find(run.tables.answers, row["Answer"]);
      const known: History = histories.get(id) ?? {
        author: creatorOf(row),
        texts: new Map(),
        wasIn: new Set<string>(),
        answers: [],
        standing: row,
      };
      histories.set(id, known);
      known.standing = row;
      known.answers.push({ at: run.at, by: answer === undefined ? null : creatorOf(answer) });
      if (answer !== undefined) known.wasIn.add(creatorOf(answer));
      const text = textIn(row);
      if (text === null || known.texts.has(sha256(text))) continue;
      const shownAt = Date.parse(String(row["UpdatedAt"] ?? row["CreatedAt"]));
      known.texts.set(sha256(text), { text, shownAt });
    }
  }
  return histories;
}

/** Who looks after a cohort at an instant. */
export function masterOf({ cohorts, people, endsAt }: Sequence, cohort: string, at: number) {
  const [first, second] = cohorts;
  if (cohort === second) return [people.n];
  if (cohort !== first) return [];
  return at < endsAt ? [people.m, people.p, people.x] : [people.m, people.p];
}

/** Null: it counts. */
export function refusalOf(sequence: Sequence, said: Statement, history: History | undefined) {
  if (history === undefined || !history.texts.has(said.digest)) return "text not seen";
  const answerAuthor = history.answers.findLast(({ at }) => at <= said.at)?.by;
  if (said.by === history.author || said.by === answerAuthor) return "author";
  return masterOf(sequence, said.cohort, said.at).includes(said.by) ? null : "no master";
}

export interface Paid {
  readonly contribution: string;
  readonly attempt: string;
  readonly member: string;
  readonly text: string;
  readonly period: string;
  readonly task: string;
  readonly cohort: string;
  readonly complexity: number;
  readonly grade: number | null;
  /** Null: its author showed these words before and took them away, which no rule speaks of. */
  readonly isNew: boolean | null;
}

/** Moscow keeps three hours before UTC all year. */
const monthOf = (at: number) => new Date(at + 3 * 3_600_000).toISOString().slice(0, 7);

export const contributionOf = (attempt: string) => `c_${sha256(`attempt|${attempt}`).slice(0, 16)}`;

/** Every attempt that is to be paid, and for what. */
export function paidIn(sequence: Sequence, statements: readonly Statement[]): readonly Paid[] {
  const histories = historiesOf(sequence);
  const counting = statements.filter(
    (said) => refusalOf(sequence, said, histories.get(said.attempt)) === null,
  );
  const accepted = [...Map.groupBy(counting, ({ attempt }) => attempt)].flatMap(
    ([attempt, said]) => {
      const texts = [...Map.groupBy(said, ({ digest }) => digest).values()];
      const inForce = texts.flatMap((ofText) => acceptanceOf(ofText) ?? []);
      const [first] = inForce.toSorted((one, other) => one.begun.at - other.begun.at);
      return first === undefined ? [] : [{ attempt, ...first }];
    },
  );
  const paying = new Map(accepted.map(({ attempt, begun }) => [attempt, begun.digest]));
  return accepted.map(({ attempt, begun, last }) => {
    const history = histories.get(attempt);
    const shown = history?.texts.get(begun.digest);
    if (history === undefined || shown === undefined) throw new Error(`${attempt} was never seen.`);
    return {
      contribution: contributionOf(attempt),
      attempt,
      member: history.author,
      text: shown.text,
      period: monthOf(begun.at),
      task: begun.task,
      cohort: begun.cohort,
      complexity: begun.complexity,
      grade: last.grade,
      isNew: isNew(sequence, {
        attempt,
        ...shown,
        histories,
        paying,
      }),
    };
  });
}

/** The word that began the acceptance of a text that is in force, and the last one. */
function acceptanceOf(ofText: readonly Statement[]) {
  const last = ofText.at(-1);
  if (last?.verdict !== "accepted") return null;
  const before = ofText.findLastIndex(({ verdict }) => verdict !== "accepted");
  const begun = ofText[before + 1];
  return begun === undefined ? null : { begun, last };
}

function isNew(
  { seen }: Sequence,
  given: {
    readonly attempt: string;
    readonly text: string;
    readonly histories: ReadonlyMap<string, History>;
    readonly paying: ReadonlyMap<string, string>;
  },
): boolean | null {
  const last = seen.at(-1);
  // Mending a comma leaves a text as old as it is: what counts is who showed these words first.
  const own = given.histories.get(given.attempt);
  const words = wordsOf(given.text);
  const same = [...(own?.texts.values() ?? [])].filter(({ text }) => wordsOf(text) === words);
  const since = Math.min(...same.map(({ shownAt }) => shownAt));
  let verdict: boolean | null = true;
  for (const [attempt, { author, texts, standing }] of given.histories) {
    if (attempt === given.attempt) continue;
    const counted =
      paidText(texts, given.paying.get(attempt)) ??
      (standing !== null && last !== undefined && placeOf(standing, last) !== null
        ? String(standing["Text"])
        : null);
    for (const { text, shownAt } of texts.values()) {
      if (wordsOf(text) !== words) continue;
      const isFirst =
        shownAt < since ||
        (shownAt === since && contributionOf(attempt) < contributionOf(given.attempt));
      if (!isFirst) continue;
      // Whoever else showed it first showed it first, whatever became of it since.
      if (text === counted || author !== own?.author) return false;
      verdict = null;
    }
  }
  return verdict;
}

function paidText(texts: History["texts"], digest: string | undefined): string | null {
  return digest === undefined ? null : (texts.get(digest)?.text ?? null);
}
