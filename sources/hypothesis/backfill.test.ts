import { expect, test } from "vitest";

import type { Json } from "../source.ts";
import { annotation, annotationServer, GROUP } from "../testing/annotations.ts";
import { walk } from "../testing/walk.ts";
import { hypothesisBackfill } from "./backfill.ts";

const { signal } = new AbortController();
const HOUR = 3_600_000;
const SPAN = { from: "2026-09-05T00:00:00.000Z", to: "2026-09-20T00:00:00.000Z" };

/** An hour apart from the first of September on. */
const rows = Array.from({ length: 700 }, (_, n) =>
  annotation(`a${String(n).padStart(4, "0")}`, n * HOUR),
);
const idsOf = (records: readonly Json[]) =>
  records.map((row) => (row as { id: string }).id).toSorted();
const ofSpan = (all: readonly { [key: string]: Json }[]) =>
  idsOf(
    all.filter(({ updated }) => {
      const ms = Date.parse(String(updated));
      return ms >= Date.parse(SPAN.from) && ms < Date.parse(SPAN.to);
    }),
  );

test("annotations that were changed within the span come, and nothing far behind it is asked for", async () => {
  const given = await annotationServer(rows);

  const { records } = await walk(hypothesisBackfill(given).open(SPAN));

  expect(idsOf([...new Set(records)])).toEqual(ofSpan(rows));
  expect(given.server.requests.filter((asked) => asked.includes("search"))).toHaveLength(3);
});

test("one that was edited since the index looked hides nothing behind it", async () => {
  const given = await annotationServer(rows);
  const edited = given.state.rows[96]!;
  given.state.indexedAs.set(String(edited["id"]), String(edited["updated"]));
  given.state.rows[96] = { ...edited, updated: "2026-10-05T08:59:00.000402+00:00" };

  const { records } = await walk(hypothesisBackfill(given).open(SPAN));

  expect(idsOf(records)).toEqual(ofSpan(given.state.rows));
});

test("only me notes and other groups' land nowhere, and a group that is not shown is named", async () => {
  const mine = annotation("mine", 5 * 24 * HOUR, {
    permissions: { read: ["acct:me@hypothes.is"] },
  });
  const given = await annotationServer([...rows, mine], { groups: [GROUP, "closed"] });

  const { records, quarantined } = await walk(hypothesisBackfill(given).open(SPAN));

  expect(idsOf(records)).toEqual(ofSpan(rows));
  expect(quarantined).toEqual([
    { record: { group: "closed" }, reason: "this group is not shown to the token" },
  ]);
});

test("a plan says no more than how many the group has, and the reading keeps to it", async () => {
  const given = await annotationServer(rows);

  const [window] = await hypothesisBackfill(given).plan(SPAN, signal);
  const asked = given.server.requests.length;
  await walk(hypothesisBackfill(given).open(SPAN));

  expect(window).toMatchObject({ recordCount: 700, isCounted: false });
  expect(asked).toBeLessThan(5);
  expect(given.server.requests.length - asked).toBeLessThanOrEqual(window!.requestCount);
});
