import {
  ChainMismatchError,
  LedgerOlderError,
  PayoutMismatchError,
  SettlementMismatchError,
  SettlementNeedsReviewError,
  SettlementRefusedError,
} from "./errors.ts";
import type { Journal } from "./journal.ts";

/** What no further try mends by itself: a person has to know. */
const TOLD = [
  ChainMismatchError,
  LedgerOlderError,
  PayoutMismatchError,
  SettlementMismatchError,
  SettlementNeedsReviewError,
  SettlementRefusedError,
] as const;

/**
 * The same activities, each of which also writes into the ledger why it cannot go on: so that
 * whoever signed sees it on the page, and not only in a log file. The error itself goes on.
 */
export function tellingStops<A extends object>(activities: A, journal: Journal): A {
  const told = Object.entries(activities).map(([name, act]) => [
    name,
    async (input: { readonly digest: string }) => {
      try {
        return await act(input);
      } catch (error) {
        const code = codeOf(error);
        if (code !== null) await journal.stopped(input.digest, code, (error as Error).message);
        throw error;
      }
    },
  ]);
  return Object.fromEntries(told) as A;
}

function codeOf(error: unknown): string | null {
  if (error instanceof SettlementRefusedError) return error.code ?? error.name;
  const kind = TOLD.find((one) => error instanceof one);
  return kind === undefined ? null : (error as Error).name;
}
