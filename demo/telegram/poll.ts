import type { Clock } from "../clock.ts";
import type { TakenFault } from "../faults.ts";
import type { Reply } from "../loopback.ts";
import type { Queued, UpdateQueue } from "./queue.ts";
import { ok, OTHER_POLLER } from "./replies.ts";

const LIMIT_MAX = 100;
const TIMEOUT_SECONDS_MAX = 50;
/** Whoever asks again from the same place gets one update at first, and waits where there is none. */
const AGAIN_ONE_MS = 500;
const AGAIN_HELD_MS = 3_000;
/** How often a held request looks whether something has come. */
const LOOK_MS = 20;

export interface Asked {
  readonly offset: number;
  readonly limit: number;
  readonly timeout: number;
  /** An answer that tells less than there is; the rest stays. */
  readonly fault: TakenFault["fault"] | null;
}

/** `getUpdates` as the Bot API server does it, held requests and the quarrel of two pollers included. */
export interface Poll {
  ask(asked: Asked): Promise<Reply>;
  /** Ends a request that is held. */
  abort(reply: Reply): void;
}

export function createPoll({
  queue,
  clock,
  catchUp,
  holds = true,
}: {
  readonly queue: UpdateQueue;
  readonly clock: Clock;
  readonly catchUp: () => void;
  /** False: whoever asks again at once is answered as if for the first time. */
  readonly holds?: boolean;
}): Poll {
  let last = { offset: -1, startedAt: -Infinity };
  let held: ((reply: Reply) => void) | null = null;

  function abort(reply: Reply): void {
    held?.(reply);
    held = null;
  }

  return {
    abort,

    async ask({ offset, limit: asked, timeout: wished, fault }) {
      const startedAt = clock.now();
      const isAgain = holds && offset === last.offset;
      const sinceMs = startedAt - last.startedAt;
      last = { offset, startedAt };
      const isOne = isAgain && sinceMs < AGAIN_ONE_MS;
      const limit = isOne ? 1 : Math.min(LIMIT_MAX, Math.max(1, asked));
      const isHeld = isAgain && wished < 3 && sinceMs < AGAIN_HELD_MS;
      const timeout = isHeld ? 3 : Math.min(TIMEOUT_SECONDS_MAX, Math.max(0, wished));

      const first = queue.from(offset, limit, clock.now());
      if (first.length > 0 || timeout === 0) return answer(first, fault);
      abort(OTHER_POLLER);
      return new Promise<Reply>((resolve) => {
        held = resolve;
        const look = () => {
          if (held !== resolve) return;
          catchUp();
          const updates = queue.from(offset, limit, clock.now());
          if (updates.length === 0 && clock.now() - startedAt < timeout * 1000) {
            setTimeout(look, LOOK_MS).unref();
            return;
          }
          held = null;
          resolve(answer(updates, fault));
        };
        setTimeout(look, LOOK_MS).unref();
      });
    },
  };
}

function answer(updates: readonly Queued[], fault: Asked["fault"]): Reply {
  const half = Math.ceil(updates.length / 2);
  const shown =
    fault === "empty_page" ? [] : fault === "truncated" ? updates.slice(0, half) : updates;
  return ok(shown.map(({ update_id, body }) => ({ update_id, ...body })));
}
