import type { Runtime } from "./runtime.ts";

/** A runtime of plain functions, for tests: no retries, no waiting. */
export function runtimeOf<A>(act: A, rung: ReadonlySet<string> = new Set()): Runtime<A> {
  let now = Date.parse("2026-10-05T09:00:00Z");
  return {
    act,
    now: () => now,
    async sleep(ms) {
      now += ms;
    },
    async wait(key, ms) {
      if (!rung.has(key)) now += ms;
      return rung.has(key);
    },
    exclusive: (_key, work) => work(),
    note() {},
  };
}
