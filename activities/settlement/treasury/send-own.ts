import { setTimeout as pause } from "node:timers/promises";

import { PublicKey, Transaction, type TransactionInstruction } from "@solana/web3.js";

import type { ChainPort } from "../chain/port.ts";
import { signatureOf, signWire, unsignedWire } from "../chain/transaction/message.ts";
import type { Settler } from "../chain/settler-key.ts";
import { TreasuryActError } from "./act.ts";

export interface Waiting {
  /** Looks before it is said that it is not final yet. */
  readonly looksMax: number;
  readonly lookEveryMs: number;
}

/** A cluster takes 13 seconds to finality. */
export const WAITING: Waiting = { looksMax: 60, lookEveryMs: 1_000 };

/** Signs by the settler alone, which pays, sends, and waits until it is final. */
export async function sendOwn(
  chain: Pick<ChainPort, "latestBlockhash" | "send" | "simulate" | "statuses">,
  settler: Settler,
  instructions: readonly TransactionInstruction[],
  waiting: Waiting = WAITING,
): Promise<string> {
  const { blockhash } = await chain.latestBlockhash();
  const made = new Transaction({
    feePayer: new PublicKey(settler.publicKey),
    blockhash,
    lastValidBlockHeight: 0,
  }).add(...instructions);
  const wire = unsignedWire(made.compileMessage().serialize());
  signWire(wire, [settler]);
  return await sendFinal(chain, wire, { trial: wire, ...waiting });
}

/** Sends bytes once a trial shows that the chain takes them, and waits until they are final. */
export async function sendFinal(
  chain: Pick<ChainPort, "send" | "simulate" | "statuses">,
  wire: Uint8Array,
  { trial, looksMax, lookEveryMs }: Waiting & { readonly trial: Uint8Array },
): Promise<string> {
  const { error, logs } = await chain.simulate(trial);
  if (error !== null) {
    throw new TreasuryActError(
      `The chain would refuse it: ${JSON.stringify(error)} (${logs.at(-1) ?? "no more is said"}). ` +
        "Nothing was sent.",
    );
  }
  const signature = signatureOf(wire);
  for (let looks = 0; looks < looksMax; looks += 1) {
    // Again each time: a node may have lost it, and one that has it already takes it for the same.
    await chain.send(wire);
    await pause(lookEveryMs);
    const { values } = await chain.statuses([signature]);
    const [status = null] = values;
    if (status?.commitment !== "finalized") continue;
    if (status.error === null) return signature;
    throw new TreasuryActError(
      `The chain refused ${signature}: ${JSON.stringify(status.error)}. Nothing changed but the ` +
        "fee and the nonce: have the file written and signed anew.",
    );
  }
  throw new TreasuryActError(
    `${signature} was sent and is not final yet. Run the same again: it can land only once.`,
  );
}
