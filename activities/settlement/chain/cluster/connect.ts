import { Connection } from "@solana/web3.js";

import { connectionChain } from "../connection.ts";
import type { ChainPort } from "../port.ts";

/** A cluster's RPC. Requests are not repeated here: the policies table says what is tried again. */
export function connectCluster(url: string): ChainPort {
  const connection = new Connection(url, {
    commitment: "confirmed",
    disableRetryOnRateLimit: true,
    httpAgent: false,
    fetch: globalThis.fetch,
  });
  return connectionChain(connection);
}
