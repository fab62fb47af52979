import { expect, test } from "vitest";

import { spanOf } from "./span.ts";

const NOW = new Date("2026-10-05T00:30:00Z");

test("a span goes from the first instant of one day to that of another, today's at the latest", () => {
  expect(spanOf({ from: "2026-09-01", to: "2026-10-05" }, NOW, "en")).toEqual({
    from: "2026-09-01T00:00:00.000Z",
    to: "2026-10-05T00:00:00.000Z",
  });
});

test.each([
  [{ from: "2026-09-02", to: "2026-09-01" }, "expected a day before --to", "день раньше --to"],
  [{ from: "2026-09-02", to: "2026-09-02" }, "expected a day before --to", "день раньше --to"],
  [{ from: "2026-09-02", to: "2026-10-06" }, "today is 2026-10-05 (UTC)", "сегодня 2026-10-05"],
  [{ from: "2026-02-30", to: "2026-09-02" }, '--from is "2026-02-30"', '--from: "2026-02-30"'],
  [{ from: "2026-09-02", to: "October" }, '--to is "October"', '--to: "October"'],
])("from $from to $to is refused, in both languages", (days, en, ru) => {
  expect(() => spanOf(days, NOW, "en")).toThrow(en);
  expect(() => spanOf(days, NOW, "ru")).toThrow(ru);
  expect(() => spanOf(days, NOW, "ru")).toThrow(
    expect.objectContaining({ name: "BackfillSpanError" }),
  );
});
