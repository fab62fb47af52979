import { expect, test } from "vitest";

import { annotation, annotationServer, GROUP, ME } from "../testing/annotations.ts";
import { hypothesisCounts } from "./counts.ts";

const { signal } = new AbortController();
const request = { until: "2026-10-05T00:10:00.000Z", signal };

const shared = (count: number, user: string) =>
  Array.from({ length: count }, (_, index) =>
    annotation(`${user}-${1_000 + index}`, index, { user }),
  );
const onlyMine = (count: number) =>
  Array.from({ length: count }, (_, index) =>
    annotation(`mine-${1_000 + index}`, index, { user: ME, permissions: { read: [ME] } }),
  );

test("of a group all is counted that is read of it: none of its reader's own private notes", async () => {
  const given = await annotationServer([
    ...shared(301, "acct:anna@hypothes.is"),
    ...shared(40, ME),
    ...onlyMine(450),
  ]);

  const { hypothesis_annotations: count } = hypothesisCounts(given);

  expect(await count?.(request)).toEqual([{ part: GROUP, count: 341 }]);
});

test("a group that is not shown is not counted as empty", async () => {
  const given = await annotationServer(shared(3, ME), { groups: [GROUP, "elsewher"] });

  const { hypothesis_annotations: count } = hypothesisCounts(given);

  expect(await count?.(request)).toEqual([{ part: GROUP, count: 3 }]);
});
