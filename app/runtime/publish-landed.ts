import type { Pipeline } from "./system.ts";

export interface PublishedAgain {
  readonly modelCount: number;
  readonly digest: string;
}

/** Loads what has landed, builds what that makes stale, and publishes it. No source is asked. */
export async function publishLanded(
  { activities }: Pick<Pipeline, "activities">,
  until: string,
): Promise<PublishedAgain> {
  for (let done = false; !done;)
    ({ done } = await activities.landPage({ feed: "ledger_events", until }));
  await activities.loadLanding({ asOf: until });
  const planned = await activities.planAssets({});
  for (const { model } of planned) await activities.buildModel({ name: model });
  const { digest } = await activities.publishSnapshot({ asOf: until });
  return { modelCount: planned.length, digest };
}
