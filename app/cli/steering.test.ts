import { expect, test } from "vitest";

import type { DistributeOptions } from "./options.ts";
import { steerOf } from "./steering.ts";

const NONE = { show: false, status: false };

test("a wish is taken with its month and its reason", () => {
  expect(steerOf({ ...NONE, void: "2026-09", reason: " Eva left. " })).toEqual({
    ...{ wish: "void", of: "2026-09", reason: "Eva left." },
  });
  expect(steerOf({ ...NONE, acknowledge: "5sig", reason: "sent back" })).toEqual({
    ...{ wish: "acknowledge", of: "5sig", reason: "sent back" },
  });
  expect(steerOf(NONE)).toBeNull();
});

test.each<[string, Partial<DistributeOptions>, string]>([
  [
    "two wishes",
    { hold: "2026-09", void: "2026-09", reason: "?" },
    "--hold and --void; expected one",
  ],
  ["no reason", { hold: "2026-09" }, "--hold alone; expected --reason with a text"],
  ["a blank reason", { hold: "2026-09", reason: "  " }, "--hold alone; expected --reason"],
  ["a reason alone", { reason: "why" }, "--reason alone; expected one of --hold, --resume"],
  ["no month", { revise: "September", reason: "?" }, '--revise "September"; expected a month'],
  ["a letter", { hold: "2026-09", reason: "a".repeat(501) }, "a longer --reason"],
])("%s is refused before anything is opened", (_title, options, message) => {
  expect(() => steerOf({ ...NONE, ...options })).toThrow(message);
});
