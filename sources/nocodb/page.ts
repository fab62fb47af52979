import { SourceDownError } from "../errors.ts";
import type { Json, Page, Quarantined } from "../source.ts";
import { readBases } from "./base.ts";
import {
  begun,
  stateAfter,
  type Current,
  type Cursor,
  type TableState,
  type Walk,
} from "./cursor.ts";
import { isOfSource, reasonOf, refusal } from "./failure.ts";
import { readStep, type Step } from "./heavy-rows.ts";
import { withAllLinked } from "./linked.ts";
import { nextTable, readingIn, type MappedTables, type Reader } from "./mapped-tables.ts";
import type { Reading } from "./reading.ts";
import { highestKey, keysIn, takeRows, unreadRecord } from "./taken.ts";

const RECORDS_PER_PAGE_MAX = 1000;
const STEPS_PER_PAGE_MAX = 20;

interface PageAsked {
  readonly state: Cursor;
  readonly until: string;
  readonly mapped: MappedTables;
  readonly signal: AbortSignal;
}

/**
 * Goes on through the tables. One that fails is refused alone and by its name; where not one of
 * them answers, the failure is the source's.
 */
export async function readPage(reader: Reader, asked: PageAsked): Promise<Page<Json>> {
  const { state, until, mapped, signal } = asked;
  const records: Json[] = [];
  const quarantined: Quarantined[] = state.walk === null ? [...mapped.quarantined] : [];
  const tables = new Map(Object.entries(state.tables));
  let walk: Walk = state.walk ?? { started: until, finished: null, readCount: 0, current: null };
  let failure: Error | null = null;
  let done = false;

  for (let steps = 0; steps < STEPS_PER_PAGE_MAX; steps += 1) {
    const chosen = nextTable(mapped, walk.finished);
    done = chosen === undefined;
    if (chosen === undefined || records.length >= RECORDS_PER_PAGE_MAX) break;
    const { table } = chosen;
    const finished: Walk = { ...walk, finished: table.id, current: null };
    try {
      const reading = await readingIn(mapped, chosen, signal);
      if (typeof reading === "string") {
        // What a mapping lacks stands in the stream of tables, where it goes once mended.
        if (reading === "no_key") quarantined.push(refusal(table, NO_KEY));
        walk = finished;
        continue;
      }
      const known = tables.get(table.id);
      const step = await stepOf(reader, { reading, walk, known, until, signal });
      if (step === null) {
        quarantined.push(refusal(table, TEXT_KEY));
        walk = { ...finished, readCount: walk.readCount + 1 };
        continue;
      }
      records.push(...step.records);
      quarantined.push(...step.quarantined);
      if (step.current === null) tables.set(table.id, step.state);
      walk =
        step.current === null
          ? { ...finished, readCount: walk.readCount + 1 }
          : { ...walk, current: step.current };
      // What was too heavy is kept in the cursor before the next try.
      if (step.isSlowed) break;
    } catch (error) {
      if (!isOfSource(error)) throw error;
      // A server that is down says nothing about one table.
      if (error instanceof SourceDownError) await readBases(reader.http, { ...reader, signal });
      quarantined.push(refusal(table, reasonOf(error)));
      failure = error;
      walk = finished;
    }
  }
  if (done && failure !== null && walk.readCount === 0) throw failure;
  const inMapping = [...tables].filter(([id]) =>
    mapped.inOrder.some(({ table }) => table.id === id),
  );
  return {
    records,
    quarantined,
    cursor: { tables: Object.fromEntries(inMapping), walk: done ? null : walk } as unknown as Json,
    done,
  };
}

const NO_KEY = "it has no primary key of one column";
const TEXT_KEY = "its key is no whole number";

interface StepAsked {
  readonly reading: Reading;
  readonly walk: Walk;
  readonly known: TableState | undefined;
  readonly until: string;
  readonly signal: AbortSignal;
}

interface Stepped {
  readonly records: readonly Json[];
  readonly quarantined: readonly Quarantined[];
  readonly isSlowed: boolean;
  /** Null once the table was read to its end. */
  readonly current: Current | null;
  readonly state: TableState;
}

/**
 * One step through the changes of a table, and at their end a page of its overlap. Null for a table
 * whose keys are no whole numbers: it cannot be walked.
 */
async function stepOf(reader: Reader, asked: StepAsked): Promise<Stepped | null> {
  const { reading, walk, known, until, signal } = asked;
  const { digest, table } = reading;
  const isGoingOn = walk.current?.table === table.id && walk.current.digest === digest;
  const current = isGoingOn && walk.current !== null ? walk.current : begun(table.id, digest);
  const since = known?.digest === digest ? known.floor : null;
  const step = await read(reader, { reading, since, after: current.after, pace: current, signal });
  if (step.rows.length > 0 && keysIn(step.rows, reading.columns.key).length === 0) return null;
  const taken = await take(reader, step, { ...asked, newest: current.newest });
  const isSlowed = step.pace.size < current.size && step.rows.length === 0;
  if (!step.isEnd) {
    const next = { ...current, ...step.pace, newest: taken.newest };
    const after =
      step.rows.length > 0 || step.unread ? afterOf(step, asked, current.after) : current.after;
    const rowCount = current.rowCount + step.rows.length;
    return { ...taken, isSlowed, current: { ...next, after, rowCount }, state: IGNORED };
  }
  const rowCount = current.rowCount + step.rows.length;
  const ended = stateAfter({ ...current, newest: taken.newest, rowCount }, known, until);
  const tail = await readTail(reader, { ...asked, state: ended });
  return {
    records: [...taken.records, ...tail.records],
    quarantined: [...taken.quarantined, ...tail.quarantined],
    isSlowed: false,
    current: null,
    state: tail.state,
  };
}

/** Of no table that goes on. */
const IGNORED: TableState = { digest: "", floor: null, tail: null };

async function readTail(
  reader: Reader,
  asked: StepAsked & { readonly state: TableState },
): Promise<Pick<Stepped, "records" | "quarantined" | "state">> {
  const { reading, state, until, signal } = asked;
  const { tail } = state;
  if (tail === null || Date.parse(until) < Date.parse(tail.from))
    return { records: [], quarantined: [], state };
  const { since, after } = tail;
  const pace = { size: RECORDS_PER_PAGE_MAX, failures: 0 };
  const step = await read(reader, { reading, since, after, pace, signal });
  const { records, quarantined } = await take(reader, step, { ...asked, newest: null });
  const next = step.rows.length > 0 ? { ...tail, after: afterOf(step, asked, after) } : tail;
  return { records, quarantined, state: { ...state, tail: step.isEnd ? null : next } };
}

async function read(
  { http }: Reader,
  {
    reading,
    since,
    after,
    pace,
    signal,
  }: {
    readonly reading: Reading;
    readonly since: string | null;
    readonly after: number | null;
    readonly pace: { readonly size: number; readonly failures: number };
    readonly signal: AbortSignal;
  },
): Promise<Step> {
  const { names, titles, keyTitles, columns } = reading;
  const asked = { table: reading.table.id, names, titles, keyTitles, since, after };
  const { size, failures } = pace;
  return readStep(
    http,
    { ...asked, pace: { size, failures }, keysIn: (rows) => keysIn(rows, columns.key) },
    signal,
  );
}

async function take(
  { http, hash }: Reader,
  step: Step,
  { reading, walk, until, newest, signal }: StepAsked & { readonly newest: string | null },
) {
  const { rows, unread } = await withAllLinked(http, step.rows, { reading, signal });
  const taken = takeRows(rows, { reading, hash, newest, until, started: walk.started });
  const refused = [
    ...unread.map((key) => unreadRecord(reading.table, key, "its linked rows cannot be read")),
    ...(step.unread === null
      ? []
      : [unreadRecord(reading.table, step.unread.key, step.unread.reason)]),
  ];
  return { ...taken, quarantined: [...taken.quarantined, ...refused] };
}

/** Throws where a page does not lead further; of the first one that says what kind of key it is. */
function afterOf({ rows, unread }: Step, { reading }: StepAsked, after: number | null): number {
  if (unread !== null) return unread.key;
  return highestKey(rows, reading, after);
}
