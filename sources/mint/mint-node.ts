/** What a node of the chain tells of a token's mint, whoever asks it: no type of a chain's client. */
export interface MintNode {
  /** Null where there is no chain yet. */
  facts(signal: AbortSignal): Promise<MintFacts | null>;
  /**
   * Every token account of the mint as of one slot. Throws `HoldersRefusedError` where the node does
   * not list accounts, and anything else where it did not answer.
   */
  holdings(signal: AbortSignal): Promise<MintHoldings>;
}

/** All that one small request tells. Amounts are base units. */
export interface MintFacts {
  readonly genesis: string;
  readonly mint: string;
  readonly slot: number;
  /** Seconds since 1970, as the chain says; null where it says nothing. */
  readonly blockTime: number | null;
  readonly supply: bigint;
  readonly decimals: number;
  readonly mintAuthority: string | null;
  readonly freezeAuthority: string | null;
  readonly treasury: string;
  readonly inTreasury: bigint;
}

export interface MintHoldings {
  readonly slot: number;
  readonly accounts: readonly Holding[];
}

export interface Holding {
  readonly account: string;
  readonly owner: string;
  readonly amount: bigint;
  readonly isFrozen: boolean;
}

/** Why there are no holders, as pages have words for it. */
export type NoHolders = "refused" | "too_many" | "does_not_add_up";

/** The node answers, and does not list who holds the token: supply and treasury are known all the same. */
export class HoldersRefusedError extends Error {
  override readonly name = "HoldersRefusedError";
  readonly code: NoHolders;

  constructor(code: NoHolders, found: string) {
    super(
      `The node does not list the token's accounts: ${found}. Name one that answers ` +
        "getProgramAccounts in VKLAD_SETTLEMENT_RPC; nothing else hangs on it.",
    );
    this.code = code;
  }
}
