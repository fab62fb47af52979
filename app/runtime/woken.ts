import type { Inbox } from "../../warehouse/inbox/index.ts";

/** A sweep lists a whole stream: a busy moderator asks for no more than one an hour. */
const SWEPT_EVERY_MS = 3_600_000;

/** Feeds to be read before their time, and which of them to be swept. */
export interface Woken {
  readonly feeds: readonly string[];
  readonly sweeps: readonly string[];
  /** To be called once a run was begun: none of it wakes anybody again. */
  taken(): void;
}

/**
 * What hooks marked since the last look; null: nothing. A mark wakes once: where the read fails, the
 * schedule comes back to it, and a system that is down is not asked at every look.
 */
export function watchMarks(inbox: Pick<Inbox, "marks">, now: () => number): () => Woken | null {
  const woken = new Map<string, { readonly markedAt: number; readonly at: number }>();
  return () => {
    const fresh = inbox.marks().filter(({ feed, how, at }) => {
      const before = woken.get(`${feed} ${how}`);
      if (before === undefined) return true;
      return at > before.markedAt && (how === "read" || now() - before.at >= SWEPT_EVERY_MS);
    });
    if (fresh.length === 0) return null;
    return {
      feeds: [...new Set(fresh.map(({ feed }) => feed))],
      sweeps: fresh.filter(({ how }) => how === "sweep").map(({ feed }) => feed),
      taken() {
        for (const { feed, how, at } of fresh)
          woken.set(`${feed} ${how}`, { markedAt: at, at: now() });
      },
    };
  };
}
