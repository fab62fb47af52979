import { SpendingCapError } from "./caps.ts";
import { ChainDisagreementError, ChainTimeoutError } from "./chain/errors.ts";
import {
  ChainMismatchError,
  LedgerOlderError,
  PayoutMismatchError,
  SettlementMismatchError,
  SettlementNeedsReviewError,
  refusedCodes,
  SettlementRefusedError,
  SettlementSetupError,
  SimulationRefusedError,
} from "./errors.ts";
import type { Journal } from "./journal.ts";
import { SignerDownError, SignerRefusedError, signerRefusals } from "./signer/errors.ts";

/** What may not mend by itself: a person has to know, until paying goes on. */
const TOLD = [
  ChainDisagreementError,
  ChainMismatchError,
  ChainTimeoutError,
  LedgerOlderError,
  PayoutMismatchError,
  SettlementMismatchError,
  SettlementNeedsReviewError,
  SettlementRefusedError,
  SettlementSetupError,
  SignerDownError,
  SignerRefusedError,
  SimulationRefusedError,
  SpendingCapError,
] as const;

/** All that a stop may be told as. */
export const stopCodes: readonly string[] = [
  ...refusedCodes,
  ...signerRefusals,
  ...TOLD.map(({ name }) => name),
];

/**
 * The same activities, each of which also writes into the ledger why it cannot go on: so that
 * whoever signed sees it on the page, and not only in a log file. Then `tell` may send it. The error
 * itself goes on.
 */
export function tellingStops<A extends object>(
  activities: A,
  journal: Journal,
  tell: () => Promise<void>,
): A {
  async function told(digest: string, code: string, { message }: Error): Promise<void> {
    await journal.stopped(digest, code, message);
    await tell();
  }

  const telling = Object.entries(activities).map(([name, act]) => [
    name,
    async (input: { readonly digest: string }) => {
      try {
        return await act(input);
      } catch (error) {
        const code = codeOf(error);
        // What cannot be told now is told at the next try; what stopped it is what must be known.
        if (code !== null) await told(input.digest, code, error as Error).catch(() => undefined);
        throw error;
      }
    },
  ]);
  return Object.fromEntries(telling) as A;
}

function codeOf(error: unknown): string | null {
  if (error instanceof SettlementRefusedError) return error.code ?? error.name;
  if (error instanceof SignerRefusedError) return error.code;
  const kind = TOLD.find((one) => error instanceof one);
  return kind === undefined ? null : (error as Error).name;
}
