import type { Plan } from "../../../warehouse/ledger/plan/plan.ts";
import type { AnyLedgerEvent } from "../../../warehouse/ledger/store/events.ts";
import type { Caps } from "../caps.ts";
import type { Payout } from "../payout.ts";
import { SignerRefusedError } from "./errors.ts";
import type { SignRequest } from "./port.ts";

/** One plan in hand: its batches are put together once. */
export interface Admitted {
  readonly plan: Plan;
  readonly payout: (batch: number) => Payout;
}

/** What a request asks for, once it was found in the signer's own copies. */
export interface Asked extends SignRequest {
  readonly events: readonly AnyLedgerEvent[];
  readonly admitted: Admitted;
}

/** What bytes do, once they do exactly what is asked. */
export interface ReadBytes {
  readonly memo: string;
  /** Null of what only takes receipts back. */
  readonly payout: Payout | null;
  /** Throws SpendingCapError where they spend more of the network's own coin. */
  readonly assertWithinCaps: (caps: Caps) => void;
}

export function notPayable(digest: string, found: string): SignerRefusedError {
  return new SignerRefusedError("signer_not_payable", `plan ${digest.slice(0, 12)}: ${found}.`);
}

export function bytesError(found: string, options?: ErrorOptions): SignerRefusedError {
  return new SignerRefusedError("signer_bytes", `${found}.`, options);
}
