import type { Clock } from "../clock.ts";
import type { Reply } from "../loopback.ts";
import { throttled, tooManyAtOnce } from "./errors.ts";

export interface Limits {
  readonly perMinute: number;
  readonly perHour: number;
  readonly atOnce: number;
}

/** Of queries, by key: https://posthog.com/docs/api#rate-limiting */
export const POSTHOG_LIMITS: Limits = { perMinute: 240, perHour: 2_400, atOnce: 3 };

export interface Limiter {
  within(work: () => Promise<Reply>): Promise<Reply>;
}

/** Counts by the demo's clock. */
export function createLimits(limits: Limits | null, clock: Clock): Limiter {
  let asked: number[] = [];
  let runningCount = 0;

  /** Seconds until there is room again in a span; 0 where there is. */
  function wait(max: number, spanMs: number): number {
    const recent = asked.filter((at) => at > clock.now() - spanMs);
    if (recent.length < max) return 0;
    return Math.ceil((recent.at(-max)! + spanMs - clock.now()) / 1000);
  }

  return {
    async within(work) {
      if (limits === null) return work();
      if (runningCount >= limits.atOnce) return tooManyAtOnce;
      const seconds = Math.max(wait(limits.perMinute, 60_000), wait(limits.perHour, 3_600_000));
      if (seconds > 0) return throttled(seconds);
      asked = [...asked.filter((at) => at > clock.now() - 3_600_000), clock.now()];
      runningCount += 1;
      try {
        return await work();
      } finally {
        runningCount -= 1;
      }
    },
  };
}
