import type { Progress } from "../../workflows/runtime.ts";
import type { Locale } from "../community/words.ts";
import { words } from "../community/words.ts";

export type StepName = "demo" | "ingest" | "load" | "build" | "publish" | "distribute" | "shell";

export type StepState = "waiting" | "doing" | "done" | "failed";

export interface Step {
  readonly name: StepName;
  readonly state: StepState;
  readonly detail: string;
  readonly ms: number;
}

/** What is being done, for the terminal and the progress page alike. */
export interface Steps {
  all(): readonly Step[];
  /** Runs `work` as a step: its end, its time and its failure are shown. */
  run<T>(name: StepName, work: (say: (detail: string) => void) => Promise<T>): Promise<T>;
  /** Marks where a workflow stands: the step before is done once the next one begins. */
  follow(progress: Progress): void;
  finish(name: StepName, detail: string): void;
}

export function createSteps(
  names: readonly StepName[],
  options: { readonly now: () => number; readonly onChange: (step: Step) => void },
): Steps {
  const steps = new Map<StepName, { state: StepState; detail: string; from: number; ms: number }>(
    names.map((name) => [name, { state: "waiting", detail: "", from: 0, ms: 0 }]),
  );
  const change = (name: StepName, state: StepState, detail: string) => {
    const step = steps.get(name);
    if (step === undefined || (step.state === state && step.detail === detail)) return;
    if (step.state !== "doing" && state === "doing") step.from = options.now();
    step.ms = step.from === 0 ? 0 : options.now() - step.from;
    step.state = state;
    step.detail = detail;
    options.onChange({ name, state, detail, ms: step.ms });
  };
  return {
    all: () => [...steps].map(([name, { state, detail, ms }]) => ({ name, state, detail, ms })),
    async run(name, work) {
      change(name, "doing", "");
      try {
        const result = await work((detail) => change(name, "doing", detail));
        change(name, "done", steps.get(name)?.detail ?? "");
        return result;
      } catch (error) {
        change(name, "failed", error instanceof Error ? error.name : "Error");
        throw error;
      }
    },
    follow({ step, item, done, total }) {
      const name = stepOf(step);
      if (name === null) return;
      change(name, "doing", total === null ? `${item} ${done}` : `${item} ${done}/${total}`);
    },
    finish: (name, detail) => change(name, "done", detail),
  };
}

/** The words for a step in a person's language. */
export function stepLabel(name: StepName, locale: Locale): string {
  return words[locale][`step_${name}`];
}

function stepOf(code: string): StepName | null {
  switch (code) {
    case "ingest":
    case "load":
    case "build":
    case "publish":
      return code;
    // Part of the reading, by the name of the stream.
    case "sweep":
      return "ingest";
    case "approve":
    case "settle":
      return "distribute";
    default:
      return null;
  }
}
