import { CHAIN_START, type ChainRow, walkChain } from "./chain-walk.ts";
import { LedgerBrokenError, LedgerForkedError } from "./errors.ts";

/** Rows of the ledger's chain from somewhere: the ledger itself, landing, a backup. */
export interface RowsFrom {
  readonly name: string;
  readonly rows: readonly ChainRow[];
}

export interface Restoration {
  /** Seq of the ledger's newest event before. */
  readonly before: number;
  readonly after: number;
  /** The whole chain as it is to be. */
  readonly rows: readonly ChainRow[];
  /** Up to where each of the others verifies, and why no further; null where it does to its end. */
  readonly found: readonly {
    readonly name: string;
    readonly to: number;
    readonly stopped: string | null;
  }[];
}

/**
 * The longest chain that verifies, of the ledger and of what else holds its events. Nothing of the
 * ledger is left out, and what was erased in any of them stays erased.
 *
 * Throws LedgerForkedError where two of them hold different events under one number, and
 * LedgerBrokenError where the ledger itself does not verify.
 */
export function restoration(own: RowsFrom, others: readonly RowsFrom[]): Restoration {
  const chains = [own, ...others].map(({ name, rows }) => ({ name, ...verified(rows) }));
  const [ledger, ...found] = chains;
  if (ledger === undefined) throw new Error("There is no ledger to restore.");
  if (ledger.problem !== null) throw ledger.problem;
  const longest = chains.reduce((best, one) => (one.rows.length > best.rows.length ? one : best));
  for (const chain of chains) assertOneChain(longest, chain);
  const erased = new Set(chains.flatMap(({ rows }) => rows.flatMap(erasedBy)));
  const rows = longest.rows.map((row, index) => {
    if (erased.has(row.id)) return { ...row, salt: null, body: null };
    // One that was copied before an erasure that never came to be elsewhere may have it still.
    return row.body === null
      ? (chains.find((one) => one.rows[index]?.body)?.rows[index] ?? row)
      : row;
  });
  return {
    before: ledger.rows.length,
    after: rows.length,
    rows,
    found: found.map((chain) => ({
      name: chain.name,
      to: chain.rows.length,
      stopped: chain.problem?.message ?? null,
    })),
  };
}

/** The rows up to the first that does not verify, and what is wrong with that one. */
function verified(rows: readonly ChainRow[]): {
  readonly rows: readonly ChainRow[];
  readonly problem: LedgerBrokenError | null;
} {
  const absent = new Map<string, number>();
  let place = CHAIN_START;
  let problem: LedgerBrokenError | null = null;
  for (const row of rows) {
    try {
      place = walkChain(place, [row], absent);
    } catch (error) {
      if (!(error instanceof LedgerBrokenError)) throw error;
      problem = error;
      break;
    }
  }
  // The event that says it was erased may not have come along.
  const lost = Math.min(place.seq + 1, ...absent.values());
  if (lost <= place.seq)
    problem = new LedgerBrokenError(lost, "its payload is gone and no event says it was erased");
  return { rows: rows.slice(0, lost - 1), problem };
}

function assertOneChain(
  longest: { readonly name: string; readonly rows: readonly ChainRow[] },
  other: { readonly name: string; readonly rows: readonly ChainRow[] },
): void {
  const at = other.rows.findIndex(({ hash }, index) => hash !== longest.rows[index]?.hash);
  const [one, two] = [longest.rows[at], other.rows[at]];
  if (one === undefined || two === undefined) return;
  throw new LedgerForkedError(one.seq, [
    { name: longest.name, hash: one.hash },
    { name: other.name, hash: two.hash },
  ]);
}

function erasedBy({ kind, body }: ChainRow): readonly string[] {
  if (kind !== "payload_erased" || body === null) return [];
  return [(JSON.parse(body) as { event_id: string }).event_id];
}
