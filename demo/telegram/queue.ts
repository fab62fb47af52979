import type { Random } from "../random.ts";

/** An update lives so long after its own date, and is gone then, whoever did not come for it. */
const LIFE_MS = 24 * 60 * 60_000;
/** After so long without one the next number is drawn anew. */
const SILENCE_MS = 7 * 24 * 60 * 60_000;
const ID_MAX = 2 ** 31 - 1;
/** As `TQueue` of TDLib: up to here an offset is taken for one of this queue's numbers. */
const AHEAD_MAX = 10;

export interface Queued {
  readonly update_id: number;
  readonly chatId: number;
  readonly expiresAt: number;
  /** The update without its number. */
  readonly body: object;
}

/** Updates that wait for the bot, in the order of their numbers. */
export interface UpdateQueue {
  /** Nothing is kept of one whose life is over already. */
  push(
    update: { readonly chatId: number; readonly at: number; readonly body: object },
    now: number,
  ): void;
  /** Those from `offset` on; all below it are confirmed. Offsets below 1 are as the Bot API has them. */
  from(offset: number, limit: number, now: number): readonly Queued[];
  /** All that wait. */
  waiting(now: number): readonly Queued[];
  confirm(updateId: number): void;
  clear(): void;
}

export function createQueue(random: Random, { forgets = true } = {}): UpdateQueue {
  let queued: Queued[] = [];
  let nextId = random.whole(1, ID_MAX / 2);
  let lastPushedAt: number | null = null;

  function alive(now: number): readonly Queued[] {
    queued = queued.filter(({ expiresAt }) => expiresAt > now);
    return queued;
  }

  return {
    push({ chatId, at, body }, now) {
      if (lastPushedAt !== null && now - lastPushedAt > SILENCE_MS && alive(now).length === 0)
        nextId = random.whole(1, ID_MAX / 2);
      lastPushedAt = now;
      const expiresAt = at + LIFE_MS;
      if (expiresAt <= now) return;
      queued.push({ update_id: nextId, chatId, expiresAt, body });
      nextId += 1;
    },

    from(offset, limit, now) {
      const waiting = alive(now);
      if (offset < 0) queued = waiting.slice(offset);
      // One far above all that were given, as after a new draw, confirms nothing.
      else if (offset > 0 && offset <= nextId + AHEAD_MAX) {
        const rest = waiting.filter(({ update_id }) => update_id >= offset);
        if (!forgets) return rest.slice(0, limit);
        queued = rest;
      }
      return queued.slice(0, limit);
    },

    waiting: alive,

    confirm(updateId) {
      queued = queued.filter(({ update_id }) => update_id !== updateId);
    },

    clear() {
      queued = [];
    },
  };
}
