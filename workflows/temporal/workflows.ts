import { allHandlersFinished, condition } from "@temporalio/workflow";

import { policies } from "../../temporal.config.ts";
import type { Activities } from "../activities.ts";
import { distribute, type DistributeInput } from "../distribute.ts";
import { refresh, type RefreshInput } from "../refresh.ts";
import type { Runtime } from "../runtime.ts";
import { temporalRuntime } from "./runtime.ts";

export { progressQuery, ringUpdate } from "./runtime.ts";

/** Reads every source, builds what became stale, publishes. */
export function refreshWorkflow(input: RefreshInput) {
  return run((runtime) => refresh(runtime, input));
}

/** Proposes a period's plan, waits for signatures, settles it once. */
export function distributeWorkflow(input: DistributeInput) {
  return run((runtime) => distribute(runtime, input));
}

async function run<T>(work: (runtime: Runtime<Activities>) => Promise<T>): Promise<T> {
  const result = await work(temporalRuntime<Activities>(policies));
  await condition(allHandlersFinished);
  return result;
}
