import { addressText } from "./chain/transaction/programs.ts";
import { decodePayout, type DecodedPayout } from "./decode-payout.ts";
import { RECEIPT_INSTRUCTION } from "./payout-message.ts";
import type { Payout } from "./payout.ts";

/** Errors of the token program that a payment can meet, by their numbers. */
const TOKEN_ERRORS: Readonly<Record<number, string>> = {
  1: "the treasury holds too little",
  3: "the account is of another token",
  4: "the settler may not spend from the treasury",
  17: "the account is frozen",
  18: "the token has other decimals than the plan says",
};

const NAMED: Readonly<Record<string, string>> = {
  InvalidAccountData: "the token account is not there, or is of another kind",
  UninitializedAccount: "the token account is not there",
  IllegalOwner: "the token account belongs to somebody else",
  InvalidAccountOwner: "the token account belongs to another program",
  IncorrectProgramId: "the token account belongs to another program",
  InvalidSeeds: "the token account is not the wallet's own",
};

const WHOLE: Readonly<Record<string, string>> = {
  AccountNotFound: "the settler's account is not there: it has no lamports",
  InsufficientFundsForFee: "the settler has too few lamports for the fee",
  InsufficientFundsForRent: "the settler has too few lamports for the rents",
};

/** `null` for success; the chain's own JSON for anything else. */
export function isReceiptTaken(error: unknown): boolean {
  return JSON.stringify(error) === `{"InstructionError":[${RECEIPT_INSTRUCTION},{"Custom":0}]}`;
}

/** Why the chain refuses these bytes, in words, with the line and wallet it is about. */
export function refusalText(payout: Payout, wire: Uint8Array, error: unknown): string {
  const shown = JSON.stringify(error);
  const { InstructionError } = (typeof error === "object" ? error : {}) as {
    InstructionError?: [number, unknown];
  };
  if (InstructionError === undefined) {
    const [name = ""] = typeof error === "object" ? Object.keys(error ?? {}) : [String(error)];
    return `${WHOLE[name] ?? "the chain gives no more than its code"} (${shown})`;
  }
  const [index, inner] = InstructionError;
  const decoded = decodePayout(wire);
  const creation = index - firstCreation(decoded);
  const isCreation = creation >= 0 && creation < decoded.created.length;
  const reason = reasonOf(index, inner, isCreation);
  return `${placeOf(payout, decoded, index)}${reason} (${shown})`;
}

function reasonOf(index: number, inner: unknown, isCreation: boolean): string {
  if (typeof inner === "string") {
    if (/Budget|FailedToComplete/.test(inner))
      return "it needs more compute units than settlement.caps.units";
    return NAMED[inner] ?? "the chain gives no more than its code";
  }
  const { Custom } = inner as { Custom?: number };
  if (index === RECEIPT_INSTRUCTION && Custom === 1)
    return "the settler has too few lamports for the receipt";
  // The number is that of the System program, which the creation calls.
  if (isCreation && Custom === 1) return "the settler has too few lamports for the token account";
  return TOKEN_ERRORS[Custom ?? -1] ?? "the chain gives no more than its code";
}

/** After the receipt, and the limit and the price where the format has instructions for them. */
function firstCreation({ parsed, created, payments }: DecodedPayout): number {
  const memo = 1;
  return parsed.instructions.length - memo - payments.length - created.length;
}

function placeOf(payout: Payout, decoded: DecodedPayout, index: number): string {
  const { created, payments } = decoded;
  const creation = index - firstCreation(decoded);
  const payment = creation - created.length;
  if (creation < 0 || payment >= payments.length) return "";
  const isCreation = payment < 0;
  const transfer = payout.transfers[payment];
  const recipient = payout.recipients[isCreation ? creation : (transfer?.recipient ?? -1)];
  const wallet = addressText(recipient?.wallet ?? new Uint8Array());
  const line = transfer === undefined ? "" : `line ${transfer.lineId}, `;
  return `${line}wallet ${wallet}: `;
}
