import { Connection } from "@solana/web3.js";

import { connectionChain } from "../connection.ts";
import type { ChainPort } from "../port.ts";
import { REQUEST_MS_MAX, timedFetch } from "./timed-fetch.ts";

/** A cluster's RPC. Requests are not repeated here: the policies table says what is tried again. */
export function connectCluster(url: string, { timeoutMs = REQUEST_MS_MAX } = {}): ChainPort {
  const connection = new Connection(url, {
    commitment: "confirmed",
    disableRetryOnRateLimit: true,
    httpAgent: false,
    fetch: timedFetch(timeoutMs),
  });
  return connectionChain(connection);
}
