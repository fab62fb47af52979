import { ChainTimeoutError } from "../errors.ts";

/** How long one request may take, its whole answer included. */
export const REQUEST_MS_MAX = 15_000;

type Fetch = typeof globalThis.fetch;

/**
 * A `fetch` that gives up. A node that took the request and says nothing would hold the queue of
 * the chain for ever: of two steps there the second waits for the first.
 */
export function timedFetch(timeoutMs: number, fetch: Fetch = globalThis.fetch): Fetch {
  return async (input, init) => {
    const signal = AbortSignal.timeout(timeoutMs);
    try {
      // No redirect is followed: what the address holds may be a key.
      const response = await fetch(input, { ...init, signal, redirect: "error" });
      // Read here, so that an answer which never ends is given up as well.
      const text = await response.text();
      const { status, statusText, headers } = response;
      return new Response(text, { status, statusText, headers: plain(headers) });
    } catch (cause) {
      if (!signal.aborted) throw cause;
      throw new ChainTimeoutError(hostOf(input), timeoutMs);
    }
  };
}

/** The text is no longer compressed, and no longer as long as it was. */
function plain(headers: Headers): Headers {
  const kept = new Headers(headers);
  for (const name of ["content-encoding", "content-length"]) kept.delete(name);
  return kept;
}

/** Path and query of a node's address may hold a key, and so are never said. */
export function hostOf(input: Parameters<Fetch>[0]): string {
  return new URL(input instanceof Request ? input.url : input).host;
}
