import type { AnyLedgerEvent, LedgerEvent } from "../store/events.ts";

/** A text of an attempt, by the identity of its row and the digest of the text. */
export interface JudgedText {
  readonly attempt_id: string;
  readonly text_digest: string;
}

/** What was said last of each text, whether it counts or not: a statement, or that it was withdrawn. */
export function lastStatements(events: readonly AnyLedgerEvent[]): {
  of(text: JudgedText): LedgerEvent<"verdict_stated"> | null;
} {
  const last = new Map<string, LedgerEvent<"verdict_stated">>();
  for (const event of events)
    if (event.kind === "verdict_stated") last.set(keyOf(event.payload), event);
  return { of: (text) => last.get(keyOf(text)) ?? null };
}

function keyOf({ attempt_id, text_digest }: JudgedText): string {
  return JSON.stringify([attempt_id, text_digest]);
}
