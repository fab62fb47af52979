import { expect, test } from "vitest";

import { shrunk } from "./shrink.ts";
import { WELL, type Change, type Run, type Step } from "./steps.ts";

const change = (kind: string): Change => ({ is: "change", kind, draw: kind });
const bad: Run = {
  ...WELL,
  sweeps: true,
  faults: [{ during: "reading", fault: "not_found", path: "/posts.json", times: 1, after: 0 }],
  kill: { at: "request", after: 3 },
};

test("of a sequence that fails stays what it fails by, and runs that go as well as they may", async () => {
  const steps: Step[] = [change("a"), WELL, change("b"), change("c"), bad, change("d"), WELL];
  const isFailing = async (played: readonly Step[]) => {
    const hasChange = played.some((step) => step.is === "change" && step.kind === "c");
    return hasChange && played.some((step) => step.is === "run" && step.kill !== null);
  };

  const smallest = await shrunk(steps, isFailing);

  expect(smallest).toEqual([change("c"), { ...bad, faults: [], sweeps: false }]);
});
