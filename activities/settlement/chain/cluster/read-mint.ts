import { Connection } from "@solana/web3.js";

import { ChainMismatchError } from "../../errors.ts";
import { connectionChain } from "../connection.ts";
import { mintStateOf } from "../mint-facts.ts";
import { tokenAccountsOf } from "../token-accounts.ts";
import { timedFetch } from "./timed-fetch.ts";

/** A node looks through all accounts of the token program for it. */
const LIST_MS_MAX = 90_000;

/** What one node of a cluster tells of the mint. No witness is asked: no money hangs on it. */
export function readMint({
  url,
  genesis: named,
  mint,
  treasury,
}: {
  readonly url: string;
  /** That of the named cluster; null believes what the node says. */
  readonly genesis: string | null;
  readonly mint: string;
  readonly treasury: string;
}) {
  const connection = new Connection(url, {
    commitment: "confirmed",
    disableRetryOnRateLimit: true,
    httpAgent: false,
    fetch: timedFetch(LIST_MS_MAX),
  });
  const chain = connectionChain(connection);
  return {
    async facts() {
      const genesis = await chain.genesis();
      if (named !== null && genesis !== named) {
        throw new ChainMismatchError(
          `The node is of the chain ${genesis}; the configuration names ${named}.`,
        );
      }
      const state = await mintStateOf(chain, { mint, treasury });
      // Not every node keeps it, and nothing hangs on it.
      const blockTime = await chain.blockTime(state.slot).catch(() => null);
      return { ...state, genesis, mint, treasury, blockTime };
    },
    holdings: () => tokenAccountsOf(connection, mint),
  };
}
