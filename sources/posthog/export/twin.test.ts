/** The exports of a twin that another hand wrote, with what nobody has told us of the service. */
import { expect, onTestFinished, test } from "vitest";

import { standingClock } from "../../../demo/clock.ts";
import { posthogTwin } from "../../../demo/posthog/twin.ts";
import { seededBytes } from "../../../test/seed.ts";
import { createTableReader } from "../../../warehouse/duckdb/table-reader.ts";
import type { Feed, Json } from "../../source.ts";
import { testClock } from "../../testing/clock.ts";
import { walk } from "../../testing/walk.ts";
import { posthog } from "../connector.ts";
import { Settings } from "../settings.ts";

const NOW = "2026-10-05T09:00:00Z";

/** Events of three weeks, the second without any; a part holds three. */
async function givenExports() {
  const apiKey = seededBytes("a key of PostHog").toString("hex");
  const clock = standingClock(Date.parse(NOW));
  const kept = { partRows: 3, pollsUntilComplete: 1, emptyRun: "runs_for_ever" } as const;
  const twin = await posthogTwin({ clock, projectId: 7, apiKey, ...kept });
  const tables = createTableReader();
  onTestFinished(async () => {
    await tables[Symbol.asyncDispose]();
    await twin.close();
  });
  const days = ["2026-09-01T00:00:00", "2026-09-07T23:59:59", "2026-09-15T00:00:00"];
  await twin.capture(
    days.flatMap((day) =>
      Array.from({ length: 4 }, (_, nth) => ({
        ...{ event: "section_opened", distinctId: `anna-${nth}` },
        ...{ createdAt: `${day}.00000${nth}Z`, properties: { nth, $ip: "10.0.0.1" } },
      })),
    ),
  );
  const settings = Settings.parse({
    ...{ url: twin.url, project: 7 },
    export: { from: "2026-09-01", to: "2026-09-22" },
  });
  const feed = () =>
    posthog
      .open(
        { ...settings, apiKey },
        {
          ...{ tables, hash: (value: string) => `#${value.length}` },
          pace: { perSecond: 1000, clock: testClock(Date.parse(NOW)) },
        },
      )
      .find(({ name }) => name === "posthog_events@export") as Feed;
  return { twin, feed };
}

test("each event of a twin's exports comes, and a week whose run never ends is given up", async () => {
  const { twin, feed } = await givenExports();
  const records: Json[] = [];
  let cursor: Json = null;
  let isWaiting = false;

  for (const until of [NOW, "2026-10-05T10:00:00Z"]) {
    const walked = await walk(feed(), { cursor, until });
    records.push(...walked.records);
    ({ cursor } = walked);
    isWaiting ||= (cursor as { week: string }).week.startsWith("2026-09-08");
  }

  const truth = (await twin.truth.events()).map(({ uuid }) => uuid);
  expect(records.map((record) => (record as { uuid: string }).uuid).toSorted()).toEqual(
    truth.toSorted(),
  );
  expect([isWaiting, JSON.stringify(records)]).toEqual([true, expect.not.stringContaining("10.0")]);
});
