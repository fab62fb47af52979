/**
 * Annotations, replies and page notes of a community's Hypothes.is groups: by their last change in
 * each run, and of groups that we moderate also the recent ones from the moderators' list, because
 * hiding and approving move no date. Deletions leave nothing behind: only a sweep finds them.
 *
 * API: https://h.readthedocs.io/en/latest/api-reference/
 */
import { z } from "zod";

import { cursorFrom } from "../cursor.ts";
import type { Feed, Json, Quarantined, Stream, SweepPage } from "../source.ts";
import { shownGroups } from "./groups.ts";
import { madeAtMs } from "./listed.ts";
import { lookAgain } from "./look.ts";
import { type HypothesisOptions, isModerated } from "./options.ts";
import { changedAt } from "./search.ts";
import { idOf, sharedOf } from "./shared.ts";
import { Step, take, wholeOf } from "./steps.ts";

/** The index follows the database by a job, a minute later at the worst; and jobs wait. */
export const OVERLAP_MS = 10 * 60_000;

/** How far back moderators' decisions are looked for in each run; the sweep finds older ones. */
const REREAD_MS = 30 * 86_400_000;

/** A thousand annotations of a group. */
const LISTED_PAGES_MAX = 10;

const Cursor = z.object({
  /** By group, in milliseconds: changes up to here were read for good. */
  read: z.record(z.string(), z.int()),
  /** Groups that are not shown to us: each is named once. */
  hidden: z.array(z.string()),
  /** What is left of this run; null between runs. */
  walk: z
    .object({
      steps: z.array(Step).min(1),
      /** How far the first step has read changes for good. */
      sure: z.int().nullable(),
      /** Pages that it took. */
      pageCount: z.int(),
    })
    .nullable(),
});
type Cursor = z.output<typeof Cursor>;
type Walk = NonNullable<Cursor["walk"]>;

export const hypothesisAnnotationsStream: Stream = {
  name: "hypothesis_annotations",
  primaryKey: ["id"],
  changedAt: ["$.updated"],
};

export function hypothesisAnnotations(options: HypothesisOptions): Feed<Cursor | null> {
  const { groups } = options;
  const { name } = hypothesisAnnotationsStream;
  const start: Cursor = { read: {}, hidden: [], walk: null };

  /** What a run reads, group by group, as far as the groups are shown. */
  async function begun({ read }: Cursor, signal: AbortSignal) {
    const shown = await shownGroups(options, signal);
    const steps = shown.flatMap((group): Step[] => [
      { by: "changes", group, place: startOf(read[group]) },
      ...(isModerated(group, options) ? [{ by: "list", group, place: null } as const] : []),
    ]);
    const hidden = groups.filter((group) => !shown.includes(group));
    return { hidden, walk: walkOf(steps) };
  }

  /** What of a page's rows lands now; of the others the next run or nobody hears. */
  function landing(rows: readonly Json[], until: string) {
    const { known, quarantined } = sharedOf(rows, groups);
    const inTime = known.filter(({ parsed }) => Date.parse(parsed.updated) <= Date.parse(until));
    return { records: inTime.map(({ record }) => record), quarantined };
  }

  return {
    name,
    stream: hypothesisAnnotationsStream,

    async fetchPage({ cursor: given, until, signal }) {
      const before = cursorFrom<Cursor>(Cursor, given, { stream: name, start });
      if (before.walk === null) {
        const { hidden, walk } = await begun(before, signal);
        const named = hidden.filter((group) => !before.hidden.includes(group)).map(notShown);
        const cursor = { ...before, hidden, walk };
        return { records: [], quarantined: named, cursor, done: walk === null };
      }
      const { walk } = before;
      const [step, ...later] = walk.steps as [Step, ...Step[]];
      // A group that was taken out of the configuration in mid-run.
      if (!groups.includes(step.group)) {
        const left = walkOf(later);
        const cursor = { ...before, walk: left };
        return { records: [], quarantined: [], cursor, done: left === null };
      }
      const settledBy = Date.parse(until) - OVERLAP_MS;
      const { rows, next, sure } = await take(options, step, { settledBy, signal });
      const { records, quarantined } = landing(rows, until);
      const isEnd = step.by === "list" && isFarEnough(rows, until, walk);
      const isReread = step.by !== "changes" || isAgain(step, before.read, rows);
      const cursor = afterPage(before, {
        walk,
        later,
        sure: laterMs(walk.sure, sure),
        further: isEnd ? null : next,
      });
      return { records, quarantined, cursor, done: cursor.walk === null, isReread };
    },

    /** All of each group that is shown, by the way that shows most of it. */
    async sweep({ after, until, signal }): Promise<SweepPage> {
      const place = cursorFrom(SweepPlace, after, { stream: name, start: null });
      if (place === null) {
        const shown = await shownGroups(options, signal);
        const unjudged = groups
          .filter((group) => !shown.includes(group))
          .map((group) => ({ field: "group", prefix: group, isWhole: true as const }));
        const steps = shown.map((group) => wholeOf(group, options));
        return { keys: [], unjudged, after: steps, done: steps.length === 0 };
      }
      const [step, ...later] = place as [Step, ...Step[]];
      const { rows, next } = await take(options, step, { settledBy: 0, signal });
      const { records, quarantined } = landing(rows, until);
      const { known } = sharedOf(rows, groups);
      const steps = next === null ? later : [next, ...later];
      return {
        keys: [...known.map(({ record }) => record), ...quarantined.map(({ record }) => record)]
          .map(idOf)
          .flatMap((id) => (id === null ? [] : [[id]])),
        records,
        quarantined,
        after: steps,
        done: steps.length === 0,
      };
    },

    look: (request) => lookAgain(options, request),

    readAgain(refused) {
      const { known, quarantined } = sharedOf([refused], groups);
      return { records: known.map(({ record }) => record), quarantined };
    },
  };
}

const SweepPlace = z.array(Step).min(1).nullable();

function walkOf(steps: readonly Step[]): Walk | null {
  return steps.length === 0 ? null : { steps: [...steps], sure: null, pageCount: 0 };
}

interface After {
  readonly walk: Walk;
  readonly sure: number | null;
  readonly further: Step | null;
  readonly later: readonly Step[];
}

/** Where the run goes on: further in this step, or with the next one. */
function afterPage(before: Cursor, { walk, sure, further, later }: After): Cursor {
  const [{ group }] = walk.steps as [Step, ...Step[]];
  if (further !== null) {
    const steps = [further, ...later];
    return { ...before, walk: { steps, sure, pageCount: walk.pageCount + 1 } };
  }
  const next = { ...before, walk: walkOf(later) };
  // What is gone moves nothing back.
  const furthest = laterMs(before.read[group] ?? null, sure);
  return furthest === null ? next : { ...next, read: { ...before.read, [group]: furthest } };
}

function laterMs(a: number | null, b: number | null): number | null {
  return a === null || b === null ? (a ?? b) : Math.max(a, b);
}

/** The run reads the overlap again, for what the index learnt since. */
function startOf(readUpTo: number | undefined): number | null {
  return readUpTo === undefined ? null : readUpTo - OVERLAP_MS;
}

/** True once the moderators' list has come to what no run reads again. */
function isFarEnough(rows: readonly Json[], until: string, { pageCount }: Walk): boolean {
  if (pageCount + 1 >= LISTED_PAGES_MAX) return true;
  const made = rows.map(madeAtMs).filter((ms) => ms !== null);
  return made.length > 0 && Math.min(...made) < Date.parse(until) - REREAD_MS;
}

/** True for the overlap alone: what a quiet group shows in each run. */
function isAgain({ group }: Step, read: Cursor["read"], rows: readonly Json[]): boolean {
  const readUpTo = read[group];
  return readUpTo !== undefined && rows.every((row) => (changedAt(row) ?? 0) <= readUpTo);
}

/** Names a group that we do not see. */
export function notShown(group: string): Quarantined {
  return { record: { group }, reason: "this group is not shown to the token" };
}
