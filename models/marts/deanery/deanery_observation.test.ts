import { expect, test } from "vitest";

import { givenWarehouse } from "../../../test/warehouse.ts";
import { RUN } from "../../given.ts";
import { connectedStreams } from "../../core/completeness/connected_streams.ts";
import { observationHorizon } from "../../core/completeness/observation_horizon.ts";
import { deaneryObservation } from "./deanery_observation.ts";

async function observation(connected: readonly string[], read: readonly string[]) {
  await using warehouse = await givenWarehouse({
    ref_run: [RUN],
    stream_states: read.map((stream) => ({ stream, observed_day: RUN.as_of_day })),
  });
  await warehouse.build(connectedStreams, { context: { connected } });
  await warehouse.build(observationHorizon);
  const rows = await warehouse.build(deaneryObservation);
  return rows.map(({ stream, state, horizon_at }) => [stream, state, horizon_at]);
}

test("what cannot be told is said by stream: not connected, or never read to its end", async () => {
  const { as_of_day } = RUN;

  expect(await observation(["discourse_posts", "guides_sections"], ["discourse_posts"])).toEqual([
    ["discourse_posts", "read", as_of_day],
    ["nocodb_records", "not_connected", as_of_day],
  ]);
  expect(await observation(["discourse_posts", "nocodb_records"], ["discourse_posts"])).toEqual([
    ["discourse_posts", "read", null],
    ["nocodb_records", "unread", null],
  ]);
  expect(await observation([], [])).toEqual([
    ["discourse_posts", "not_connected", null],
    ["nocodb_records", "not_connected", null],
  ]);
});
