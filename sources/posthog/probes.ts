/** Whether a project's tables can be read: one row of each, and nothing is kept. */
import type { Probe } from "../connector.ts";
import { posthogDistinctIdsStream } from "./distinct-ids.ts";
import { posthogEventsStream } from "./events.ts";
import type { Hogql } from "./hogql.ts";
import { posthogPersonsStream } from "./persons.ts";

export function posthogProbes(hogql: Hogql): Readonly<Record<string, Probe>> {
  const one =
    (column: string, table: string): Probe =>
    async (signal) => {
      const query = `SELECT ${column} FROM ${table} LIMIT 1`;
      return (await hogql.ask(query, "vklad doctor", signal)).rows.length;
    };
  return {
    [posthogEventsStream.name]: one("uuid", "events"),
    [posthogPersonsStream.name]: one("id", "raw_persons"),
    [posthogDistinctIdsStream.name]: one("person_id", "person_distinct_ids"),
  };
}
