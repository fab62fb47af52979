/** Plays one sequence: a forum on loopback that lives, the product that reads it, and the end. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { standingClock } from "../../demo/clock.ts";
import { discourseTwin } from "../../demo/discourse/twin.ts";
import type { Random } from "../../demo/random.ts";
import { openLanding } from "../../warehouse/landing/index.ts";
import { differences } from "./differences.ts";
import { BEGIN, drawForum } from "./drawn-forum.ts";
import { heldIn } from "./held.ts";
import { kindNamed } from "./kinds/index.ts";
import { runOnce, type Ran } from "./reader.ts";
import { WELL, type Change, type Run, type Step } from "./steps.ts";
import { truthOf } from "./truth.ts";

const DAY_MS = 86_400_000;
/** After it nothing is due any more: a hidden post is gone, and all was to be read again. */
const END_MS = 40 * DAY_MS;
/** Between whole sweeps, as the schedule has it. */
const SWEEP_MS = 7 * DAY_MS;
/** One finds, the next makes sure, and then nothing may change any more. */
const SWEEPS_MAX = 4;

export interface Played {
  /** Empty where the warehouse holds the truth. */
  readonly faults: readonly string[];
  /** What was changed, in order: "kind: of what". */
  readonly changed: readonly string[];
  readonly kinds: ReadonlySet<string>;
  readonly counts: Readonly<Record<string, number>>;
}

/** A request in twenty seconds: what a slice of a sweep may ask for is then asked for in one reply. */
export const SLOW = 0.05;

/** On a forum that allows so many requests a second: drawn where none is given. */
export async function play(
  random: Random,
  steps: readonly Step[],
  perSecond = random.fork("rate").pick([SLOW, 10_000]),
): Promise<Played> {
  const dir = mkdtempSync(join(tmpdir(), "vklad-forum-"));
  const clock = standingClock(BEGIN);
  const forum = drawForum(random.fork("forum"));
  const twin = await discourseTwin({ forum, clock, apiKey: "key", apiUsername: "system" });
  const { view } = twin;
  view.state.settings.suppressSecured = random.fork("settings").chance(0.3);
  const changed: string[] = [];
  const kinds = new Set<string>();
  const counts = new Map<string, number>();
  const count = (what: string, by = 1) => counts.set(what, (counts.get(what) ?? 0) + by);

  function change({ kind, draw }: Change): void {
    const what = kindNamed(kind).play({ view, random: random.fork(draw) });
    count(what === null ? "changes without an object" : "changes");
    if (what === null) return;
    kinds.add(kind);
    changed.push(`${kind}: ${what}`);
  }

  async function run(one: Run): Promise<Ran> {
    const { amid } = one;
    const onAmid = () => {
      if (amid !== null) change(amid.change);
    };
    const draws = random.fork(one.draw);
    const ran = await runOnce(one, { dir, twin, random: draws, perSecond, onAmid });
    count("runs");
    count("requests", ran.requestCount);
    if (ran.isKilled) count("runs killed");
    if (ran.failed.length > 0) count("runs with a feed that failed");
    changed.push(told(one, ran));
    return ran;
  }

  try {
    for (const step of steps) {
      if (step.is === "change") change(step);
      else if (step.is === "wait") clock.set(clock.now() + step.ms);
      else await run(step);
    }
    clock.set(clock.now() + END_MS);
    const failed: string[] = [];
    let landedBefore = -1;
    for (let sweep = 0; sweep < SWEEPS_MAX; sweep += 1) {
      const ran = await run({ ...WELL, sweeps: true, draw: `end/${sweep}` });
      failed.push(...ran.failed.map((error) => `without a fault of the forum, ${error}`));
      const landed = (await openLanding(dir).files()).length;
      if (landed === landedBefore) break;
      landedBefore = landed;
      clock.set(clock.now() + SWEEP_MS);
    }
    const faults = [...failed, ...differences(truthOf(view.state), await heldIn(dir))];
    return { faults, changed, kinds, counts: Object.fromEntries(counts) };
  } finally {
    await twin.close();
    rmSync(dir, { recursive: true, force: true });
  }
}

function told({ sweeps, slicesMax, faults, kill, amid }: Run, { isKilled, failed }: Ran): string {
  const said = [
    sweeps ? "a run with sweeps" : "a run",
    ...(slicesMax === null ? [] : [`at most ${slicesMax + 1} slices a sweep`]),
    ...faults.map(
      ({ during, fault, path, times, after }) =>
        `${fault} ${times} times at ${path} in ${during} after ${after}`,
    ),
    ...(kill !== null && isKilled ? [`killed at ${kill.at} ${kill.after}`] : []),
    ...(amid === null ? [] : [`with ${amid.change.kind} at request ${amid.request}`]),
    ...failed.map((error) => `(${error.slice(0, 100)})`),
  ];
  return said.join(", ");
}
