import type { Runtime } from "./runtime.ts";

/**
 * A runtime of plain functions, for tests: no retries, no waiting. It has become long once it has
 * been asked for it `asksMax` times.
 */
export function runtimeOf<A>(
  act: A,
  rung: ReadonlySet<string> = new Set(),
  { asksMax = Infinity }: { readonly asksMax?: number } = {},
): Runtime<A> {
  let asks = 0;
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
    shouldRestart() {
      asks += 1;
      return asks > asksMax;
    },
    isSince: () => true,
    note() {},
  };
}
