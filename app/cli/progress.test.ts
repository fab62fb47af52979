import { expect, test } from "vitest";

import type { Step } from "../runtime/steps.ts";
import { progressLine } from "./progress.ts";

const step = (name: Step["name"], state: Step["state"], detail = ""): Step => ({
  ...{ name, state, detail, ms: 0 },
});
const reading = (feed: string, recordCount: number, waiting_ms: number | null, isDone = false) => ({
  ...{ feed, recordCount, waiting_ms, isDone },
});

test("of the reading is said which feeds are open, what they brought and what is waited for", () => {
  const line = progressLine(
    [step("ingest", "doing", "discourse_posts 50"), step("load", "waiting")],
    [
      reading("discourse_posts", 1_250, 41_400),
      reading("discourse_users", 300, null),
      reading("guides_sections", 12, null, true),
    ],
    "en",
  );

  expect(line).toBe(
    "Reading sources: discourse_posts 1250, waits for an answer for 41 s; discourse_users 300",
  );
});

test("of a later step is said what it works on, and nothing where nothing is done", () => {
  const steps = [step("ingest", "doing"), step("build", "doing", "members 40/90")];

  expect(progressLine(steps, [], "ru")).toBe("Модели: members 40/90");
  expect(progressLine([step("ingest", "done")], [], "en")).toBeNull();
});
