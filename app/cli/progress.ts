import type { Reading } from "../runtime/reading-watch.ts";
import type { Step } from "../runtime/steps.ts";
import { stepLabel } from "../runtime/steps.ts";
import { type Locale, words } from "../community/words.ts";

/** How often a command that goes on for long says what it is doing, to a file as to a terminal. */
export const PROGRESS_EVERY_MS = 10_000;

/**
 * What is being done now, in one line: of the reading, which feeds are not read to their end, how
 * much each brought and for how long it has been asked; else the step with what it works on.
 */
export function progressLine(
  steps: readonly Step[],
  readings: readonly Reading[],
  locale: Locale,
): string | null {
  const said = words[locale];
  // The reading is said to be over once it is known how it ended.
  const step = steps.findLast(({ state }) => state === "doing");
  if (step === undefined) return null;
  const label = stepLabel(step.name, locale);
  if (step.name !== "ingest") return `${label}: ${step.detail}`;
  const open = readings
    .filter(({ isDone }) => !isDone)
    .map(({ feed, recordCount, waiting_ms }) => {
      const waiting =
        waiting_ms === null ? "" : `, ${said.waitsForAnswer} ${Math.round(waiting_ms / 1000)} s`;
      return `${feed} ${recordCount}${waiting}`;
    });
  return `${label}: ${open.length === 0 ? step.detail : open.join("; ")}`;
}

/** Says the first word of each step, then one every ten seconds. */
export function everySoOften<S extends string>(
  say: (step: S, done: number, total: number) => void,
): (step: S, done: number, total: number) => void {
  let last: { readonly step: S | null; readonly at: number } = { step: null, at: 0 };
  return (step, done, total) => {
    const at = performance.now();
    if (step === last.step && at - last.at < PROGRESS_EVERY_MS) return;
    last = { step, at };
    say(step, done, total);
  };
}
