/** What happens in a sequence, drawn: changes, time, and runs that go well or badly. */
import { FAULTS, type Fault } from "../../demo/faults.ts";
import type { Random } from "../../demo/random.ts";
import { KINDS } from "./kinds/index.ts";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

const KINDS_PER_RUN = 12;

export interface Change {
  readonly is: "change";
  readonly kind: string;
  /** Names the draws of this step, whatever other steps there are. */
  readonly draw: string;
}

export interface Wait {
  readonly is: "wait";
  readonly ms: number;
}

export interface OrderedFault {
  /** Waits for this part of a run to begin: a sweep judges, and reading goes on the next time. */
  readonly during: "reading" | "sweeps";
  readonly fault: Fault;
  readonly path: string;
  readonly times: number;
  readonly after: number;
}

export interface Run {
  readonly is: "run";
  readonly draw: string;
  readonly sweeps: boolean;
  /** A sweep is left to the next run after so many slices; null: it is gone on with to its end. */
  readonly slicesMax: number | null;
  readonly faults: readonly OrderedFault[];
  /** Broken off before so many requests, or before so many files were put in place. */
  readonly kill: { readonly at: "request" | "landing"; readonly after: number } | null;
  /** What changes while the run reads, once so many requests were made. */
  readonly amid: { readonly change: Change; readonly request: number } | null;
}

export type Step = Change | Wait | Run;

const PATHS = [
  "/posts.json",
  "/latest.json",
  "/admin/users",
  "/user_actions.json",
  "/categories.json",
  "/t/",
] as const;

export const WELL: Run = {
  is: "run",
  draw: "well",
  sweeps: false,
  slicesMax: null,
  faults: [],
  kill: null,
  amid: null,
};

/** One sequence of all that there is. */
export function drawSteps(random: Random): Step[] {
  const groups = random.whole(4, 7);
  const steps: Step[] = [random.chance(0.5) ? WELL : drawRun(random, "first")];
  for (let group = 0; group < groups; group += 1) {
    const count = random.whole(1, 4);
    for (let index = 0; index < count; index += 1) {
      const kind = random.pick(KINDS);
      const draw = `${group}/${index}`;
      // What takes something back needs that something, and runs that saw it.
      const before = KINDS.find(({ name }) => name === kind.after);
      const at = random.whole(1, steps.length);
      if (before !== undefined)
        steps.splice(at, 0, { is: "change", kind: before.name, draw: `${draw}/before` });
      steps.push({ is: "change", kind: kind.name, draw });
    }
    steps.push({ is: "wait", ms: drawTime(random) }, drawRun(random, `${group}`));
  }
  return steps;
}

/**
 * Every kind once, what takes something back after that something, with a run among every few: more
 * in one sequence than what is drawn, and less mixed.
 */
export function everyKind(random: Random): Step[] {
  const making = random.shuffled(KINDS.filter(({ after }) => after === undefined));
  const undoing = random.shuffled(KINDS.filter(({ after }) => after !== undefined));
  const steps: Step[] = [WELL];
  for (const [index, { name }] of [...making, ...undoing].entries()) {
    steps.push({ is: "change", kind: name, draw: name });
    if (index % KINDS_PER_RUN !== KINDS_PER_RUN - 1) continue;
    // Before a day is over: what an author deleted can be recovered so long.
    steps.push(SOON, { ...drawRun(random, `every/${index}`), sweeps: true, kill: null });
  }
  return steps;
}

const SWEPT: Run = { ...WELL, sweeps: true };
const WEEK: Wait = { is: "wait", ms: 7 * DAY_MS };
/** Before what an author deleted is gone for good. */
const SOON: Wait = { is: "wait", ms: 3 * HOUR_MS };

/** Each kind alone, seen by a sweep before and after: what a drawn sequence may hide among others. */
export function eachKind(): readonly (readonly [what: string, steps: Step[]])[] {
  return KINDS.map(({ name, after }) => {
    const before: Step[] =
      after === undefined ? [] : [{ is: "change", kind: after, draw: "before" }, SWEPT, SOON];
    return [name, [SWEPT, WEEK, ...before, { is: "change", kind: name, draw: "it" }, WELL]];
  });
}

/** Each fault alone at each path, in the reading and early and late in the sweeps. */
export function eachFault(): readonly (readonly [what: string, steps: Step[]])[] {
  const places = [
    { during: "reading", after: 2 },
    { during: "sweeps", after: 0 },
    { during: "sweeps", after: 4 },
  ] as const;
  return PATHS.flatMap((path) =>
    FAULTS.flatMap((fault) =>
      places.map((place): readonly [string, Step[]] => {
        const steps = [SWEPT, WEEK, { ...SWEPT, faults: [{ ...place, fault, path, times: 1 }] }];
        return [`${fault} at ${path} in ${place.during} after ${place.after}`, steps];
      }),
    ),
  );
}

function drawTime(random: Random): number {
  return random.pick([
    () => random.whole(1, 50) * MINUTE_MS,
    () => random.whole(1, 20) * HOUR_MS,
    () => random.whole(1, 6) * DAY_MS,
    () => random.whole(7, 28) * DAY_MS,
    () => random.whole(30, 120) * DAY_MS,
  ])();
}

function drawRun(random: Random, draw: string): Run {
  const faults = random.chance(0.4) ? drawFaults(random) : [];
  const at = random.pick(["request", "landing"] as const);
  // In the reading, or as far as the sweeps.
  const requests = random.whole(0, random.pick([50, 250]));
  const kill = { at, after: at === "request" ? requests : random.whole(0, 12) };
  const change: Change = { is: "change", kind: random.pick(KINDS).name, draw: `${draw}/amid` };
  return {
    is: "run",
    draw: `run/${draw}`,
    sweeps: random.chance(0.45),
    slicesMax: random.chance(0.25) ? random.whole(0, 3) : null,
    faults,
    kill: random.chance(0.25) ? kill : null,
    amid: random.chance(0.25) ? { change, request: random.whole(1, random.pick([50, 250])) } : null,
  };
}

function drawFaults(random: Random): OrderedFault[] {
  return Array.from({ length: random.whole(1, 3) }, () => ({
    during: random.pick(["reading", "sweeps"]),
    fault: random.pick(FAULTS),
    path: random.pick(PATHS),
    times: random.whole(1, 3),
    after: random.whole(0, 8),
  }));
}
