import { sql } from "kysely";

import type { LoadedInputs } from "../../activities/distribution/index.ts";
import { digestOfModels } from "../../activities/materialize/index.ts";
import type { MaterializeActivities } from "../../activities/materialize/index.ts";
import { models } from "../../models/index.ts";
import type { Model } from "../../models/model.ts";
import type { Warehouse } from "../../warehouse/duckdb/index.ts";

/** What a plan's points are read from (`points-reader.ts`). */
const READ = [
  "contribution_scores",
  "member_domain_points",
  "member_wallets",
  "member_accounts",
  "former_member_ids",
  "formulas_in_force",
];

/** Those models and all that they are made from. */
export const plannedFrom: readonly Model[] = upstreamOf(READ);

/** What the warehouse holds, so that a plan can be made from the same once more. */
export async function loadedInputs(
  { db }: Pick<Warehouse, "db">,
  { planAssets }: Pick<MaterializeActivities, "planAssets">,
): Promise<LoadedInputs> {
  const files = await sql<{ feed: string; file_count: bigint; last: string; hash: string }>`
    select regexp_extract(landing_file, '^[^/]+') as feed, count(*) as file_count,
      max(landing_file) as last, sha256(string_agg(landing_file, chr(10) order by landing_file)) as hash
    from landing_files group by feed order by feed
  `.execute(db);
  const runs = await sql<{ as_of_day: Date; time_zone: string }>`from ref_run`.execute(db);
  // Nothing was loaded yet: no plan comes of that.
  const [run = { as_of_day: new Date(0), time_zone: "UTC" }] = runs.rows;
  const below = new Set(plannedFrom.map(({ name }) => name));
  const planned = await planAssets({});
  return {
    landing: files.rows.map((row) => ({ ...row, file_count: Number(row.file_count) })),
    run: { as_of_day: run.as_of_day.toISOString(), time_zone: run.time_zone },
    models: await digestOfModels(),
    stale: planned.map(({ model }) => model).filter((name) => below.has(name)),
  };
}

function upstreamOf(names: readonly string[]): readonly Model[] {
  const wanted = new Set<string>();
  const want = (name: string): void => {
    const model = models.find((one) => one.name === name);
    if (model === undefined || wanted.has(name)) return;
    wanted.add(name);
    for (const input of model.from) want(input.name);
  };
  for (const name of names) want(name);
  return models.filter(({ name }) => wanted.has(name));
}
