import type { MaterializeActivities, PublishActivities } from "./activities.ts";
import type { Runtime } from "./runtime.ts";

export interface Materialized {
  readonly builtCount: number;
  readonly snapshot: string;
}

/**
 * Held while tables are built one by one: in between they do not fit together, so that nobody may
 * publish them or make a plan from them.
 */
export const TABLES = "tables";

type BuildRuntime = Runtime<MaterializeActivities & PublishActivities>;

/** Loads what has landed, builds what became stale and publishes the result. */
export function materialize(
  runtime: BuildRuntime,
  { until }: { until: string },
): Promise<Materialized> {
  return runtime.exclusive(TABLES, () => build(runtime, until));
}

async function build({ act, note }: BuildRuntime, until: string): Promise<Materialized> {
  note({ step: "load", item: "landing", done: 0, total: null });
  await act.loadLanding({ asOf: until });
  const plan = await act.planAssets({});
  const names = plan.map(({ model }) => model);
  for (const [index, name] of names.entries()) {
    note({ step: "build", item: name, done: index, total: names.length });
    await act.buildModel({ name });
  }
  note({ step: "publish", item: "snapshot", done: names.length, total: names.length });
  const { digest } = await act.publishSnapshot({ asOf: until });
  return { builtCount: names.length, snapshot: digest };
}
