import litesvm from "litesvm/dist/internal.js";

import { failureOf } from "../../activities/settlement/chain/embedded/transaction-error.ts";
import { base58Bytes } from "../../activities/settlement/chain/transaction/base58.ts";
import { addressText } from "../../activities/settlement/chain/transaction/programs.ts";
import type { ChainAccount } from "../../activities/settlement/chain/port.ts";
import type { Executed, Machine } from "./machine.ts";

/** The real programs in the place of our model of them; blocks and forks are the same. */
export function litesvmMachine(): Machine {
  const vm = new litesvm.LiteSvm();
  vm.setBlockhashCheck(false);
  // What a fork dropped may land once more: the cluster above tells what has landed.
  vm.setTransactionHistory(0n);

  function account(address: string): ChainAccount | null {
    const found = vm.getAccount(base58Bytes(address, 32));
    if (found === null || found.lamports() === 0n) return null;
    return {
      lamports: found.lamports(),
      owner: addressText(found.owner()),
      isExecutable: found.executable(),
      bytes: found.data(),
    };
  }

  return {
    account,
    put(address, to) {
      const { lamports, owner, isExecutable, bytes } = to ?? {
        lamports: 0n,
        owner: "1".repeat(32),
        isExecutable: false,
        bytes: new Uint8Array(),
      };
      const key = base58Bytes(address, 32);
      const made = [lamports, bytes, base58Bytes(owner, 32), isExecutable] as const;
      vm.setAccount(key, new litesvm.Account(...made, 0n));
    },
    execute: (wire) => executed(vm.sendLegacyTransaction(wire)),
    simulate(wire) {
      vm.setSigverify(false);
      try {
        return executed(vm.simulateLegacyTransaction(wire));
      } finally {
        vm.setSigverify(true);
      }
    },
  };
}

function executed(
  outcome:
    | litesvm.TransactionMetadata
    | litesvm.FailedTransactionMetadata
    | litesvm.SimulatedTransactionInfo,
): Executed {
  const meta = "meta" in outcome ? outcome.meta() : outcome;
  const units = Number(meta.computeUnitsConsumed());
  if (!("err" in outcome)) return { error: null, isLanded: true, units };
  return { ...failureOf(outcome), units };
}
