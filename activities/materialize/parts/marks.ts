import type { Kysely } from "kysely";

import type { Model } from "../../../models/model.ts";
import { newestVersion } from "../../../warehouse/duckdb/raw-changes.ts";
import { streamOfRaw } from "./follow.ts";
import type { Noted } from "./noted.ts";
import { followedInputs } from "./touched.ts";

/** How far the inputs that a model follows have come: what it has read once it is built. */
export async function marksNow(
  db: Kysely<any>,
  model: Model,
  { builds }: Noted,
): Promise<ReadonlyMap<string, bigint>> {
  const marks = new Map<string, bigint>();
  for (const { name } of followedInputs(model)) {
    const stream = streamOfRaw(name);
    const mark = stream === undefined ? builds.get(name)?.last : await newestVersion(db, stream);
    if (mark !== undefined) marks.set(name, mark);
  }
  return marks;
}
