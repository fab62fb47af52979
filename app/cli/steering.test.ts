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

test("a word on a line is taken with its month, its line and its reason", () => {
  const said = { line: "0f".repeat(32), reason: "a wrong verdict" };
  const steered = [
    steerOf({ ...NONE, holdLine: "2026-09", ...said }),
    steerOf({ ...NONE, dropLine: "2026-09", ...said }),
    steerOf({ ...NONE, releaseLine: "2026-09", ...said }),
  ];

  expect(steered).toEqual(
    ["hold", "drop", "release"].map((wish) => ({ wish, of: "2026-09", ...said })),
  );
});

test.each<[string, Partial<DistributeOptions>, string]>([
  ["no line", { holdLine: "2026-09", reason: "?" }, "--hold-line alone; expected --line"],
  ["a line alone", { line: "0f" }, "--line alone; expected one of --hold, "],
  ["a line of a whole month", { hold: "2026-09", line: "0f", reason: "?" }, "--hold with --line"],
  ["a name", { dropLine: "2026-09", line: "Anna", reason: "?" }, '--line "Anna"; expected --line'],
  ["two words", { holdLine: "2026-09", dropLine: "2026-09" }, "--hold-line and --drop-line"],
  [
    "a reason that turns the text around it",
    { holdLine: "2026-09", line: "0f", reason: "a\u202eb" },
    "another --reason; expected one line",
  ],
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
