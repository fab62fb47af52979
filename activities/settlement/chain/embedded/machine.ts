// The package's public class takes and gives the types of @solana/kit; this inner one takes bytes,
// which are all we have, and spares the kit at start. It is pinned to the exact version.
import litesvm, { type LiteSvm } from "litesvm/dist/internal.js";

import type { ChainAccount } from "../port.ts";
import { isV1 } from "../transaction/format.ts";
import { addressText } from "../transaction/programs.ts";
import { failureOf, type TransactionFailure } from "./transaction-error.ts";

/** LiteSVM remembers 32 transactions unless told otherwise, and runs the 33rd oldest once more. */
const HISTORY_TRANSACTIONS_MAX = 100_000n;

export interface Execution {
  readonly failure: TransactionFailure | null;
  readonly logs: readonly string[];
  readonly units: number;
}

/** Executes transactions on accounts. It knows no blocks: `blocks.ts` makes them. */
export interface Machine {
  execute(wire: Uint8Array, slot: number): Execution;
  simulate(wire: Uint8Array, slot: number): Execution;
  account(key: Uint8Array): ChainAccount | null;
  /** Addresses of all accounts of a program. */
  addressesOf(program: Uint8Array): readonly Uint8Array[];
  rentExempt(byteCount: number): bigint;
  /** Lamports out of nothing. */
  airdrop(key: Uint8Array, lamports: bigint): void;
  toBytes(): Uint8Array;
}

export function createMachine(saved?: Uint8Array): Machine {
  const vm: LiteSvm =
    saved === undefined ? new litesvm.LiteSvm() : litesvm.LiteSvm.fromBytes(saved);
  if (saved === undefined) vm.setTransactionHistory(HISTORY_TRANSACTIONS_MAX);
  // LiteSVM knows only the newest block hash; the window of 150 is kept above it.
  vm.setBlockhashCheck(false);

  return {
    execute(wire, slot) {
      vm.warpToSlot(BigInt(slot));
      return executionOf(
        isV1(wire) ? vm.sendVersionedTransaction(wire) : vm.sendLegacyTransaction(wire),
      );
    },
    simulate(wire, slot) {
      vm.warpToSlot(BigInt(slot));
      // As on a cluster, where nobody needs a signature to see what would happen.
      vm.setSigverify(false);
      try {
        return executionOf(
          isV1(wire) ? vm.simulateVersionedTransaction(wire) : vm.simulateLegacyTransaction(wire),
        );
      } finally {
        vm.setSigverify(true);
      }
    },
    account(key) {
      const account = vm.getAccount(key);
      if (account === null || account.lamports() === 0n) return null;
      return {
        lamports: account.lamports(),
        owner: addressText(account.owner()),
        isExecutable: account.executable(),
        bytes: account.data(),
      };
    },
    addressesOf: (program) => vm.getProgramAccounts(program).map(({ address }) => address),
    rentExempt: (byteCount) => vm.minimumBalanceForRentExemption(BigInt(byteCount)),
    airdrop(key, lamports) {
      const outcome = vm.airdrop(key, lamports);
      if (outcome === null || "err" in outcome) throw new Error("LiteSVM refused the airdrop.");
    },
    toBytes: () => vm.toBytes(),
  };
}

function executionOf(
  outcome:
    | litesvm.TransactionMetadata
    | litesvm.FailedTransactionMetadata
    | litesvm.SimulatedTransactionInfo,
): Execution {
  const meta = "meta" in outcome ? outcome.meta() : outcome;
  return {
    failure: "err" in outcome ? failureOf(outcome) : null,
    logs: meta.logs(),
    units: Number(meta.computeUnitsConsumed()),
  };
}
