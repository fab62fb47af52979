import { expect, test } from "vitest";

import { backfillWords } from "./words.ts";

const SPAN = { from: "2026-09-01T00:00:00.000Z", to: "2026-09-08T00:00:00.000Z" };

test("of what nobody can count, as of what is bounded, a plan says which it is", () => {
  const unknown = { ...SPAN, recordCount: null, isCounted: false, requestCount: 12 };
  const table = { ...SPAN, part: "Tasks", recordCount: 7, isCounted: false, requestCount: 3 };
  const cost = { requests: 12, perMinute: 5 };

  const { window, total } = backfillWords.en;

  expect([window(unknown), total({ ...cost, isBounded: false })]).toEqual([
    "  2026-09-01 … 2026-09-08: records: ?, requests: at least 12",
    "At least 12 requests at 5 a minute, live feeds apart: 3 min",
  ]);
  expect([window(table), total({ ...cost, isBounded: true })]).toEqual([
    "  Tasks, 2026-09-01 … 2026-09-08: records: at most 7, requests: about 3",
    "About 12 requests at 5 a minute, live feeds apart: 3 min",
  ]);
  expect(backfillWords.ru.window(unknown)).toContain("записей: ?, запросов: не меньше 12");
  expect(backfillWords.ru.total({ ...cost, isBounded: false })).toContain("не меньше 12");
});
