import type { Step } from "./steps.ts";

/** Replays that are worth their time. */
const REPLAYS_MAX = 120;

/**
 * Fewer steps that still fail: first halves are left out, then ever less, down to each step and
 * what makes a run go badly.
 */
export async function shrunk(
  steps: readonly Step[],
  isFailing: (steps: readonly Step[]) => Promise<boolean>,
): Promise<readonly Step[]> {
  let best = steps;
  let replays = 0;
  async function takes(candidate: readonly Step[]): Promise<boolean> {
    if (replays >= REPLAYS_MAX || candidate.length === 0) return false;
    replays += 1;
    if (!(await isFailing(candidate))) return false;
    best = candidate;
    return true;
  }
  for (let size = Math.ceil(best.length / 2); size >= 1; size = size === 1 ? 0 : size >> 1) {
    for (let from = 0; from < best.length;) {
      const without = [...best.slice(0, from), ...best.slice(from + size)];
      if (!(await takes(without))) from += size;
    }
  }
  for (let place = 0; place < best.length;) {
    let isEasier = false;
    for (const easier of easierThan(best[place]))
      isEasier ||= await takes(best.with(place, easier));
    if (!isEasier) place += 1;
  }
  return best;
}

function easierThan(step: Step | undefined): Step[] {
  if (step?.is !== "run") return [];
  const fewer = step.faults.map((_, index) => step.faults.toSpliced(index, 1));
  return [
    ...(step.faults.length > 0 ? [{ ...step, faults: [] }] : []),
    ...(step.faults.length > 1 ? fewer.map((faults) => ({ ...step, faults })) : []),
    ...(step.kill === null ? [] : [{ ...step, kill: null }]),
    ...(step.slicesMax === null ? [] : [{ ...step, slicesMax: null }]),
    ...(step.amid === null ? [] : [{ ...step, amid: null }]),
    ...(step.sweeps ? [{ ...step, sweeps: false }] : []),
  ];
}
