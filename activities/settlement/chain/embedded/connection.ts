import { Connection } from "@solana/web3.js";

/** The part of `fetch` that `Connection` uses. */
export type ChainFetch = (url: string, init: { body: string }) => Promise<Response>;

/** The library's own client of a chain in this process: its requests go to `fetch` and no further. */
export function embeddedConnection(fetch: ChainFetch): Connection {
  return new Connection("http://embedded.invalid", {
    commitment: "confirmed",
    // The library would repeat a refused request by itself, up to five times.
    disableRetryOnRateLimit: true,
    httpAgent: false,
    // Only the two arguments that the library passes are declared.
    fetch: fetch as unknown as typeof globalThis.fetch,
  });
}
