import type { AnyLedgerEvent, LinkMethod } from "../../store/events.ts";
import { foldedOnce } from "../../store/folded-once.ts";
import type { Contradiction, NamedAccount } from "./contradiction.ts";

/** A link that joins nobody yet: it was asked for, or contradicts what stands. */
export interface WaitingLink {
  readonly linkId: string;
  readonly accounts: readonly [NamedAccount, NamedAccount];
  readonly method: LinkMethod;
  readonly evidence: string;
  readonly assertedBy: string;
  readonly since: string;
  /** What it contradicted when it was tried; null where it only waits for a second word. */
  readonly contradiction: Contradiction | null;
}

/** Links that wait for a person, oldest first. */
export const waitingLinks = foldedOnce(
  (events: readonly AnyLedgerEvent[]): readonly WaitingLink[] => {
    const waiting = new Map<string, WaitingLink>();
    for (const { kind, payload, actor, at } of events) {
      if (kind === "link_asked" || kind === "link_contradicted") {
        const { link_id: linkId, method, evidence, account_a, account_b } = payload;
        const { system_a = "", system_b = "" } = payload;
        const before = waiting.get(linkId);
        waiting.set(linkId, {
          linkId,
          accounts: [
            { account: account_a, system: system_a },
            { account: account_b, system: system_b },
          ],
          method,
          evidence,
          // Found to contradict as somebody else confirmed it, it stays the word of who asked.
          assertedBy: before?.assertedBy ?? actor,
          since: before?.since ?? at,
          contradiction: kind === "link_asked" ? null : contradictionIn(payload),
        });
      } else if (kind === "account_linked" || kind === "link_dropped") {
        waiting.delete(payload.link_id);
      }
    }
    return [...waiting.values()];
  },
);

function contradictionIn(said: {
  readonly because: "one_each" | "two_wallets";
  readonly system: string | null;
}): Contradiction {
  return said.because === "one_each"
    ? { because: said.because, system: said.system ?? "" }
    : { because: said.because, system: null };
}
