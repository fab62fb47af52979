export const signerRefusals = [
  "signer_not_payable",
  "signer_spent",
  "signer_bytes",
  "signer_cap",
] as const;

export type SignerRefusal = (typeof signerRefusals)[number];

/**
 * The signer looked by itself and did not sign. `signer_not_payable`: by its own copy of the ledger
 * the plan may not be paid. `signer_spent`: a line of it was signed under another plan. `signer_bytes`:
 * the bytes do something else than the plan. `signer_cap`: they spend more than a cap allows.
 */
export class SignerRefusedError extends Error {
  override readonly name = "SignerRefusedError";
  readonly code: SignerRefusal;
  /** What it found, as a remote one is told again. */
  readonly found: string;

  constructor(code: SignerRefusal, found: string, options?: ErrorOptions) {
    super(`The signer did not sign: ${found}`, options);
    this.code = code;
    this.found = found;
  }
}

/** Nobody knows whether it would sign: asked again, it may. Nothing was signed that anybody has. */
export class SignerDownError extends Error {
  override readonly name = "SignerDownError";

  constructor(found: string, options?: ErrorOptions) {
    super(
      `The signer does not answer: ${found}. It is asked again by itself; if that lasts, start it ` +
        "(`vklad signer`, where settlement.signer names its socket) and look at what it says.",
      options,
    );
  }
}
