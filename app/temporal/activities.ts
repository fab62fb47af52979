import { ApplicationFailure, Context } from "@temporalio/activity";

import { policies } from "../../temporal.config.ts";
import type { Activities } from "../../workflows/activities.ts";
import type { Policy } from "../../workflows/runtime.ts";

/** Several to a heartbeat's time-out, so that a busy moment does not look like a killed worker. */
const HEARTBEAT_EVERY_MS = 5_000;

type Activity = (input: unknown) => Promise<unknown>;

/**
 * The activities of a queue as Temporal runs them: each says that it is alive while it works, and
 * leaves no more than its error's name in the history. Its message may quote what a source sent;
 * `onError` is told all of it.
 */
export function activitiesOf(
  queue: string,
  activities: Partial<Activities>,
  onError: (activity: string, error: unknown) => void,
): Record<string, Activity> {
  const table: Readonly<Record<string, Policy>> = policies;
  return Object.fromEntries(
    Object.entries(activities as unknown as Record<string, Activity>)
      .filter(([name]) => table[name]?.queue === queue)
      .map(([name, run]) => [name, alive(named(name, run, onError))]),
  );
}

function alive(run: Activity): Activity {
  return async (input) => {
    const context = Context.current();
    const beat = setInterval(() => context.heartbeat(), HEARTBEAT_EVERY_MS);
    try {
      return await run(input);
    } finally {
      clearInterval(beat);
    }
  };
}

function named(
  name: string,
  run: Activity,
  onError: (activity: string, error: unknown) => void,
): Activity {
  return async (input) => {
    try {
      return await run(input);
    } catch (error) {
      onError(name, error);
      const type = error instanceof Error ? error.name : "Error";
      const failure = ApplicationFailure.create({ type, message: `${type} in ${name}` });
      // It would name folders of this machine.
      failure.stack = "";
      throw failure;
    }
  };
}
