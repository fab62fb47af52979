/**
 * `GET /events`, which is deprecated and loses data: at most a thousand rows, by the client's time, and of
 * several in one instant those behind a page's border are skipped.
 */
import type { Reply, Request } from "../loopback.ts";
import type { Store } from "./store.ts";

const ROWS_MAX = 1_000;
const ROWS_DEFAULT = 100;

export async function oldEvents(store: Store, { path, query }: Request): Promise<Reply> {
  const limit = Math.min(Number(query.get("limit") ?? ROWS_DEFAULT) || ROWS_DEFAULT, ROWS_MAX);
  const bounds = (["before", "after"] as const).flatMap((name) => {
    const at = Date.parse(query.get(name) ?? "");
    const sign = name === "before" ? "<" : ">";
    return Number.isNaN(at)
      ? []
      : [`timestamp ${sign} make_timestamptz(cast(${at} * 1000 as BIGINT))`];
  });
  const where = bounds.length === 0 ? "" : `where ${bounds.join(" and ")}`;
  const rows = await store.rows(`
    select uuid as id, distinct_id, event, properties,
      strftime(timestamp, '%Y-%m-%dT%H:%M:%S.%gZ') as timestamp
    from hogql_events ${where} order by timestamp desc, clickhouse_uuid_order(uuid) desc limit ${limit}`);
  const last = rows.at(-1)?.["timestamp"];
  const isFull = rows.length === limit && limit < ROWS_MAX;
  const results = rows.map((row) => ({
    ...row,
    properties: JSON.parse(String(row["properties"])) as unknown,
  }));
  return {
    status: 200,
    body: { next: isFull ? `${path}?limit=${limit}&before=${String(last)}` : null, results },
  };
}
