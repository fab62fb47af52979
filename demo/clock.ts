/** The demo's time: it starts at the as-of instant and goes on at the pace of the wall. */
export interface Clock {
  /** Milliseconds since 1970. */
  now(): number;
  /** Moves the clock; from there it ticks on. */
  set(now: number): void;
}

/** Ticks by the monotonic clock, so that the date of the machine never enters the demo. */
export function tickingClock(start: number): Clock {
  let origin = start - performance.now();
  return {
    now: () => Math.floor(origin + performance.now()),
    set: (now) => {
      origin = now - performance.now();
    },
  };
}

/** Stands still until it is set: for tests. */
export function standingClock(start: number): Clock {
  let instant = start;
  return {
    now: () => instant,
    set: (now) => {
      instant = now;
    },
  };
}
