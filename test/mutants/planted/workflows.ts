import type { Mutant } from "../mutant.ts";

/** What runs in which order, and what it does when something fails. */
export const workflowsMutants: readonly Mutant[] = [
  {
    change: "overlapping exclusive sections",
    file: "workflows/embedded/runtime.ts",
    find: "const slot = await turn.take();",
    replace: "const slot = await createSlots(key, 1).take();",
    check: ["workflows/embedded/runtime.test.ts"],
  },
  {
    change: "a cancelled run is counted as a failed source",
    file: "workflows/refresh.ts",
    find: "if (isCancelled(error)) throw error;",
    replace: "",
    check: ["workflows/refresh.test.ts"],
  },
  {
    change: "a source that is down is swept",
    file: "workflows/refresh.ts",
    find: "error === null && (isSweepUnfinished || sweeps.includes(feed)),",
    replace: "error !== undefined && (isSweepUnfinished || sweeps.includes(feed)),",
    check: ["workflows/refresh.test.ts"],
  },
  {
    change: "a sweep that was left unfinished waits until one is due",
    file: "workflows/refresh.ts",
    find: "(isSweepUnfinished || sweeps.includes(feed))",
    replace: "sweeps.includes(feed)",
    check: ["workflows/refresh.test.ts"],
  },
  {
    change: "a run that has become long sweeps again what it has swept",
    file: "workflows/refresh.ts",
    find: "return { sweepsLeft: left.map(({ feed }) => feed) };",
    replace: "return { sweepsLeft: sweeps };",
    check: ["workflows/refresh.test.ts"],
  },
  {
    change: "run an activity that has no policy on no worker, without a word",
    file: "workflows/policies.ts",
    find: "if (Object.hasOwn(policies, name)) continue;",
    replace: "continue;",
    check: ["workflows/policies.test.ts"],
  },
  {
    change: "start refresh, whatever workflow a schedule names",
    file: "workflows/schedule.ts",
    find: "workflows[schedule.workflow]",
    replace: "workflows.refresh as never",
    check: ["app/runtime/schedules.test.ts"],
  },
  {
    change: "settle stops after its first window",
    file: "workflows/settle.ts",
    find: "from += BATCHES_IN_FLIGHT_MAX",
    replace: "from = batchCount",
    check: ["workflows/settle.test.ts"],
  },
  {
    change: "let any error's name cross a workflow",
    file: "workflows/error-codes.ts",
    find: "return known.includes(name);",
    replace: 'return known.includes(name) || typeof name === "string";',
    check: ["workflows/failure-code.test.ts"],
  },
];
