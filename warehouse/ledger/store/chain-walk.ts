import { LedgerBrokenError } from "./errors.ts";
import { eventHash, GENESIS_HASH, payloadHash, type HashedFields } from "./event-hash.ts";
import type { LedgerKind } from "./events.ts";
import { erasableKinds } from "./payloads.ts";

/** An event's row with its payload, which is null where it was erased. */
export interface ChainRow extends HashedFields {
  readonly hash: string;
  readonly salt: string | null;
  readonly body: string | null;
}

/** How far a chain has been walked. */
export interface ChainPlace {
  readonly seq: number;
  readonly hash: string;
}

export const CHAIN_START: ChainPlace = { seq: 0, hash: GENESIS_HASH };

/**
 * Walks over rows that follow a place, recomputing every hash, and gives the place after them.
 * Throws LedgerBrokenError that names the first row that is wrong. An absent payload is right only
 * where a later row says that it was erased: `absent` holds those for which none has said so yet.
 */
export function walkChain(
  from: ChainPlace,
  rows: readonly ChainRow[],
  absent: Map<string, number>,
): ChainPlace {
  let { seq, hash } = from;
  for (const row of rows) {
    seq += 1;
    if (row.seq !== seq) throw new LedgerBrokenError(seq, "it is missing");
    if (row.prev_hash !== hash) {
      throw new LedgerBrokenError(seq, "it does not follow from the event before");
    }
    assertOwnHash(row);
    if (row.body === null) absent.set(row.id, seq);
    else if (row.kind === "payload_erased") absent.delete(erasedBy(row.body));
    hash = row.hash;
  }
  return { seq, hash };
}

/** Throws LedgerBrokenError unless an event and its payload are as they were appended. */
export function assertOwnHash(row: ChainRow): void {
  if (row.hash !== eventHash(row)) {
    throw new LedgerBrokenError(row.seq, "its fields were changed");
  }
  if (row.body === null || row.salt === null) {
    if (erasableKinds.includes(row.kind as LedgerKind)) return;
    throw new LedgerBrokenError(row.seq, `its payload is gone, and ${row.kind} has to keep one`);
  }
  if (row.payload_hash !== payloadHash(row.salt, row.body)) {
    throw new LedgerBrokenError(row.seq, "its payload was changed");
  }
}

/** Throws LedgerBrokenError for the first payload that is gone without an event that says so. */
export function assertNoneLost(absent: ReadonlyMap<string, number>): void {
  const [lost] = [...absent.values()].toSorted((a, b) => a - b);
  if (lost === undefined) return;
  throw new LedgerBrokenError(lost, "its payload is gone and no event says it was erased");
}

function erasedBy(body: string): string {
  return (JSON.parse(body) as { event_id: string }).event_id;
}
