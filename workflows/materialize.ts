import type { MaterializeActivities, PublishActivities } from "./activities.ts";
import type { Runtime } from "./runtime.ts";

/** A dispatch costs about 50 ms on Temporal, so that a handful of models share an activity. */
const MODELS_PER_ACTIVITY_MAX = 12;

export interface Materialized {
  readonly builtCount: number;
  readonly snapshot: string;
}

/** Loads what has landed, builds what became stale and publishes the result. */
export async function materialize(
  { act, note }: Runtime<MaterializeActivities & PublishActivities>,
  { until }: { until: string },
): Promise<Materialized> {
  note({ step: "load", item: "landing", done: 0, total: null });
  await act.loadLanding({ asOf: until });
  const plan = await act.planAssets({});
  const names = plan.map(({ model }) => model);
  for (let at = 0; at < names.length; at += MODELS_PER_ACTIVITY_MAX) {
    const group = names.slice(at, at + MODELS_PER_ACTIVITY_MAX);
    note({ step: "build", item: group[0] ?? "", done: at, total: names.length });
    await act.buildModels({ names: group });
  }
  note({ step: "publish", item: "snapshot", done: names.length, total: names.length });
  const { digest } = await act.publishSnapshot({ asOf: until });
  return { builtCount: names.length, snapshot: digest };
}
