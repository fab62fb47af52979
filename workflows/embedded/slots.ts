import { TimeoutFailure } from "./time-out.ts";

/** A place in a queue, taken for one attempt. */
interface Slot {
  /** The attempt has been given up: nobody waits for it any more, and it may never end. */
  markOverdue(): void;
  /** The attempt has really ended. */
  release(): void;
}

interface Waiting {
  readonly enter: () => void;
  readonly giveUp: () => void;
  readonly patience_ms: number;
  timer: ReturnType<typeof setTimeout> | undefined;
}

export interface Slots {
  /**
   * First come, first served. Whoever asks waits as long as it takes for work that is within its
   * time; where every slot is held by overdue attempts, no longer than `patience_ms`: then it
   * rejects with a `TimeoutFailure`.
   */
  take(patience_ms?: number): Promise<Slot>;
}

/**
 * At most `concurrency` pieces of work at once. A slot is free when its work has ended and never
 * before: two attempts in a queue of one never overlap, not even when the first has been given up.
 */
export function createSlots(name: string, concurrency: number): Slots {
  let free = concurrency;
  let overdue = 0;
  let waiting: Waiting[] = [];

  /** Patience ends only while nothing but overdue attempts is waited for. */
  function watch(): void {
    const isStuck = overdue === concurrency;
    for (const one of waiting) {
      if (isStuck && one.patience_ms !== Infinity) {
        one.timer ??= setTimeout(one.giveUp, one.patience_ms);
      } else {
        clearTimeout(one.timer);
        one.timer = undefined;
      }
    }
  }

  function slot(): Slot {
    let isOverdue = false;
    return {
      markOverdue() {
        isOverdue = true;
        overdue += 1;
        watch();
      },
      release() {
        if (isOverdue) overdue -= 1;
        const next = waiting.shift();
        if (next === undefined) free += 1;
        else next.enter();
        watch();
      },
    };
  }

  return {
    take(patience_ms = Infinity) {
      if (free > 0) {
        free -= 1;
        return Promise.resolve(slot());
      }
      return new Promise((resolve, reject) => {
        const one: Waiting = {
          patience_ms,
          timer: undefined,
          enter() {
            clearTimeout(one.timer);
            resolve(slot());
          },
          giveUp() {
            waiting = waiting.filter((other) => other !== one);
            reject(
              new TimeoutFailure(`waiting for an overdue attempt in queue ${name}`, patience_ms),
            );
          },
        };
        waiting.push(one);
        watch();
      });
    },
  };
}
