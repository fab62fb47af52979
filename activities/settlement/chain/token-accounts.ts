import { type Connection, PublicKey } from "@solana/web3.js";

import { TOKEN_ACCOUNT_BYTES, tokenAccountOf, type TokenAccount } from "../recipients.ts";
import { TOKEN_PROGRAM } from "./transaction/programs.ts";

export interface MintAccount extends TokenAccount {
  readonly address: string;
}

/** The whole list comes in one answer, of about 400 bytes an account. */
export const MINT_ACCOUNTS_MAX = 250_000;

/** There are more accounts of the mint than we are ready to hold. */
export class MintTooLargeError extends Error {
  override readonly name = "MintTooLargeError";

  constructor(mint: string, count: number) {
    super(
      `${count} accounts hold the token ${mint}; at most ${MINT_ACCOUNTS_MAX} are read at once.`,
    );
  }
}

/**
 * Every account of the mint as of one final slot, by address. One node is asked: no money hangs on it.
 *
 * API: https://solana.com/docs/rpc/http/getprogramaccounts
 */
export async function tokenAccountsOf(
  connection: Connection,
  mint: string,
): Promise<{ readonly slot: number; readonly accounts: readonly MintAccount[] }> {
  const { context, value } = await connection.getProgramAccounts(
    new PublicKey(Buffer.from(TOKEN_PROGRAM)),
    {
      commitment: "finalized",
      withContext: true,
      // A mint has fewer bytes, a multisig more.
      filters: [{ dataSize: TOKEN_ACCOUNT_BYTES }, { memcmp: { offset: 0, bytes: mint } }],
    },
  );
  if (value.length > MINT_ACCOUNTS_MAX) throw new MintTooLargeError(mint, value.length);
  const accounts = value.flatMap(({ pubkey, account }) => {
    const { owner, lamports, executable, data } = account;
    const held = tokenAccountOf({
      owner: owner.toBase58(),
      lamports: BigInt(lamports),
      isExecutable: executable,
      bytes: data,
    });
    // A node that does not filter must not make another token's holders ours.
    return held?.mint === mint ? [{ address: pubkey.toBase58(), ...held }] : [];
  });
  return { slot: context.slot, accounts: accounts.toSorted(byAddress) };
}

function byAddress(a: MintAccount, b: MintAccount): number {
  return a.address < b.address ? -1 : 1;
}

/** Whether the node answered and said no: it keeps no such index, or asks for money for it. */
export function isListRefused(error: unknown): boolean {
  const code = (error as { code?: unknown }).code;
  // JSON-RPC: no such method, excluded from the secondary index, or a request it does not take.
  if (code === -32601 || code === -32010 || code === -32600 || code === -32602) return true;
  return /\b(403|405|410)\b|disabled|excluded from|not (available|allowed|supported)/i.test(
    String(error),
  );
}
