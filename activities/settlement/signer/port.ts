import type { Purpose } from "../payment-memo.ts";

/** Which of a month's places an opening takes (`mark.ts`). */
export interface PlaceName {
  /** The month, or the digest of the plan after which this place comes. */
  readonly after: string;
  readonly turn: number;
}

/** What is to be signed, and of which plan it is said to be. */
export interface SignRequest {
  readonly digest: string;
  /** Of what takes receipts back its attempt, by which its memo names it; 0 of marks. */
  readonly batch: number;
  readonly purpose: Purpose;
  /** The whole transaction, with room for its signature. */
  readonly wire: Uint8Array;
  /** Of an opening; null of all else. */
  readonly place: PlaceName | null;
}

/**
 * All that whoever pays has of the settler's key. What is behind it holds the key, looks at each
 * request by itself and gives a signature or an error; it believes nothing that it is told.
 */
export interface Signer {
  readonly address: string;
  readonly publicKey: Uint8Array;
  /**
   * Makes addresses of a plan's receipts, or of a month's place, unguessable until they are used. It
   * comes from the secret and this name, so that a lost journal loses no salt.
   */
  saltOf(name: string): Promise<Uint8Array>;
  /**
   * The signature of the bytes. Throws SignerRefusedError where they are not exactly what an approved
   * plan has still to do.
   */
  sign(request: SignRequest): Promise<Uint8Array>;
}

/** By whose key and salt addresses are made, once the salt is known. */
export interface Salted {
  readonly publicKey: Uint8Array;
  saltOf(name: string): Uint8Array;
}

/** Asks the signer for the one salt that is needed. */
export async function saltedBy(signer: Signer, name: string): Promise<Salted> {
  const salt = await signer.saltOf(name);
  return { publicKey: signer.publicKey, saltOf: () => salt };
}
