import { CompiledQuery } from "kysely";

import { marts } from "../../models/marts/index.ts";
import { openSnapshot, publishSnapshot } from "../../warehouse/snapshot/index.ts";
import { tableFile } from "../../warehouse/snapshot/read.ts";
import type { OpenDemo } from "../browser/given-open-demo.ts";
import { givenWarehouse } from "../warehouse.ts";

/** Tables with a row of each member, or some of them. */
const OF_MEMBERS = [
  "deanery_members",
  "deanery_attention",
  "deanery_progress",
  "deanery_member_contributions",
];

/**
 * Publishes the demo's snapshot anew, with so many members: each of those there are, and what the
 * deanery sees of them, again and again under other ids. All else is as it was.
 */
export async function publishMembers({ started }: OpenDemo, count: number): Promise<void> {
  const dir = started.folder.snapshots;
  const snapshot = await openSnapshot(dir);
  if (snapshot === null) throw new Error("The demo has published nothing.");
  await using warehouse = await givenWarehouse();
  const run = async (sql: string) =>
    (await warehouse.db.executeQuery<{ n: number }>(CompiledQuery.raw(sql))).rows;
  const members = tableFile(snapshot.path, "deanery_members");
  const [held] = await run(`select count(*)::integer as n from read_parquet('${members}')`);
  const times = Math.ceil(count / (held?.n ?? 1));
  for (const { name, columns } of snapshot.tables) {
    const again = OF_MEMBERS.includes(name);
    const names = Object.keys(columns).map((column) =>
      again && /^(member|contribution)_id$/.test(column)
        ? `"${column}" || '_' || copy as "${column}"`
        : `"${column}"`,
    );
    await run(
      `create table ${name} as select ${names.join(", ")}
         from read_parquet('${tableFile(snapshot.path, name)}'), range(${again ? times : 1}) as c(copy)`,
    );
  }
  const published = snapshot.tables.map(({ name }) => name);
  await warehouse.db.transaction().execute((db) =>
    publishSnapshot(db, {
      dir,
      asOf: snapshot.asOf,
      now: () => 0,
      tables: marts.filter(({ name }) => published.includes(name)),
    }),
  );
}
