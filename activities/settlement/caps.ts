import type { DistributionState } from "../../warehouse/ledger/distribution/distribution-state.ts";
import type { DecodedPayout } from "./decode-payout.ts";

/**
 * The most that settling may spend, whatever a node says. Historic maxima of the rents are 890,880
 * and 2,039,280 lamports (6,960 a byte); the caps are twice that.
 */
export const DEFAULT_CAPS = {
  receiptRentLamports: 1_781_760n,
  tokenAccountRentLamports: 4_078_560n,
  unitPriceMicroLamports: 1_000_000n,
  units: 600_000n,
  /** Of one transaction: its signature, and its units at their price. */
  transactionFeeLamports: 500_000n,
  /** Of all transactions of a plan, each landing once. */
  planFeeLamports: 1_000_000_000n,
};

export type Caps = Readonly<typeof DEFAULT_CAPS>;

/** Lamports of one signature: https://solana.com/docs/core/fees */
export const SIGNATURE_LAMPORTS = 5_000n;

const MICRO = 1_000_000n;

const WHAT: Readonly<Record<keyof Caps, string>> = {
  receiptRentLamports: "lamports for the rent of a receipt",
  tokenAccountRentLamports: "lamports for the rent of a token account",
  unitPriceMicroLamports: "micro-lamports for the price of a compute unit",
  units: "for the compute units of a transaction",
  transactionFeeLamports: "lamports for the fee of a transaction",
  planFeeLamports: "lamports for the fees of a plan",
};

/** What a node asks for, or what was built, would spend more than the community allows. */
export class SpendingCapError extends Error {
  override readonly name = "SpendingCapError";

  constructor(cap: keyof Caps, value: bigint, caps: Caps) {
    super(
      `${value} ${WHAT[cap]} are more than the cap of ${caps[cap]} (settlement.caps.${cap}). ` +
        "Nothing was signed. Ask another node; where the chain itself became dearer, raise the cap.",
    );
  }
}

export function assertWithin(caps: Caps, cap: keyof Caps, value: bigint): void {
  if (value > caps[cap]) throw new SpendingCapError(cap, value, caps);
}

/** What one transaction costs once it lands, rents aside. */
export function feeOf({
  units,
  unitPriceMicroLamports,
}: {
  units: number;
  unitPriceMicroLamports: bigint;
}): bigint {
  const micro = BigInt(units) * unitPriceMicroLamports;
  return SIGNATURE_LAMPORTS + (micro + MICRO - 1n) / MICRO;
}

/** The same, asked of the bytes themselves. */
export function assertSpends(caps: Caps, { receipt, fees }: DecodedPayout): void {
  assertWithin(caps, "receiptRentLamports", receipt.lamports);
  assertWithin(caps, "unitPriceMicroLamports", fees.unitPriceMicroLamports);
  assertWithin(caps, "units", BigInt(fees.units));
  assertWithin(caps, "transactionFeeLamports", feeOf(fees));
}

/** What is left of a plan and its opening, each once and at the highest price that may be paid. */
export function assertPlanFees(
  caps: Caps,
  { batches }: Pick<DistributionState, "batches">,
  unitPriceMicroLamports: bigint,
): void {
  const left = batches.filter(({ status }) => status !== "paid" && status !== "voided");
  const dearest = feeOf({ units: Number(caps.units), unitPriceMicroLamports });
  const each = dearest < caps.transactionFeeLamports ? dearest : caps.transactionFeeLamports;
  assertWithin(caps, "planFeeLamports", BigInt(left.length + 1) * each);
}
