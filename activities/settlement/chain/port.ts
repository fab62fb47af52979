/**
 * All that settling needs of a chain, in bytes, texts and heights: no type of a client library
 * crosses it, so that moving to another library changes one file. Any method may throw, and then
 * nothing is known: an exception is never evidence that something did not happen.
 */
export interface ChainPort {
  /** Tells one chain from another: every plan names it. */
  genesis(): Promise<string>;
  /** Of commitment `confirmed`: younger ones may vanish, older ones shorten the life of a payment. */
  latestBlockhash(): Promise<LatestBlockhash>;
  /** Resolves or throws; neither says whether the transaction landed. */
  send(wire: Uint8Array): Promise<void>;
  /** Slot and height of one answer, so that both are of the same node and moment. */
  finalizedView(): Promise<{ slot: number; height: number }>;
  /** Searches the whole history. Null: the answering node does not know the signature. */
  statuses(signatures: readonly string[]): Promise<AsOfSlot<SignatureStatus>>;
  accounts(addresses: readonly string[], commitment: Commitment): Promise<AsOfSlot<ChainAccount>>;
  /** Finalised transactions only; null when there is none of this signature. */
  transaction(signature: string): Promise<LandedTransaction | null>;
  /**
   * Finalised transactions that name the address, newest first, complete up to `minContextSlot`;
   * with a limit, of no more than the newest.
   */
  signaturesOf(
    address: string,
    minContextSlot?: number,
    limit?: number,
  ): Promise<readonly AddressSignature[]>;
  rentExempt(byteCount: number): Promise<bigint>;
  /** Runs unsigned bytes on the accounts as they are confirmed, and changes nothing. */
  simulate(unsigned: Uint8Array): Promise<Simulation>;
  /** Micro-lamports a unit that were lately paid for the right to write to these accounts. */
  recentPrices(writable: readonly string[]): Promise<readonly bigint[]>;
  /** Seconds since 1970 at which a block was made, as the chain says; null where it says nothing. */
  blockTime(slot: number): Promise<number | null>;
}

/** What anybody may read of the chain: it takes neither the owner's lock nor a key. */
export interface ChainView extends Pick<
  ChainPort,
  "accounts" | "signaturesOf" | "transaction" | "simulate"
> {
  readonly genesis: string;
  readonly mint: string;
  /** The token account from which everybody is paid: the settler's, or one that it may spend from. */
  readonly treasury: string;
  /** The settler's address. */
  readonly settler: string;
}

export interface LatestBlockhash {
  readonly blockhash: string;
  readonly lastValidBlockHeight: number;
  /** Of the node's view that the hash is from. */
  readonly slot: number;
}

export type Commitment = "confirmed" | "finalized";

export interface AsOfSlot<Value> {
  /** The slot of the node's view: an absent value says nothing about later slots. */
  readonly contextSlot: number;
  readonly values: readonly (Value | null)[];
}

export interface SignatureStatus {
  readonly slot: number;
  readonly commitment: "processed" | Commitment;
  /** The chain's own JSON; null for success. */
  readonly error: unknown;
}

export interface Simulation {
  /** The chain's own JSON; null for success. */
  readonly error: unknown;
  readonly units: number;
  readonly logs: readonly string[];
}

export interface ChainAccount {
  readonly lamports: bigint;
  readonly owner: string;
  readonly isExecutable: boolean;
  readonly bytes: Uint8Array;
}

export interface LandedTransaction {
  readonly slot: number;
  readonly error: unknown;
  /** Null for a format other than the legacy one and v1: we never made it. */
  readonly wire: Uint8Array | null;
  /** Token balances before and after, of every token account the transaction names. */
  readonly tokenBalances: readonly {
    readonly account: string;
    readonly before: bigint;
    readonly after: bigint;
  }[];
}

export interface AddressSignature {
  readonly signature: string;
  readonly slot: number;
  readonly error: unknown;
  /** What its memo says, if it has one; null where it has none or several. */
  readonly memo: string | null;
}
