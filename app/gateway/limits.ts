import type { Server } from "node:http";
import type { Socket } from "node:net";

/** How long the gateway waits for others, and for how many at once. */
export interface Limits {
  /** From the first byte of a request, or of a connection, to the last of its headers. */
  readonly headers_ms: number;
  /** From the first byte of a request to the last of its body. */
  readonly request_ms: number;
  /** Between two requests on one connection. */
  readonly idle_ms: number;
  /** While an answer is on its way and the other side takes none of it. */
  readonly silence_ms: number;
  readonly check_ms: number;
  readonly socketsMax: number;
  /** Of one address, that no single one may take all. */
  readonly socketsAnAddressMax: number;
}

const SOCKETS_MAX = 1_000;

/** A browser opens six, and a household or an office has one address. */
const SOCKETS_AN_ADDRESS_MAX = 100;

/**
 * Behind `publicUrl` stands a proxy, and all come from its address: there the share of one address
 * is all there are, and the proxy's own limits tell its visitors apart. The configuration's number
 * goes before either.
 */
export function limitsOf(gateway: {
  readonly publicUrl?: string | undefined;
  readonly socketsPerAddress?: number | undefined;
}): Limits {
  const share = gateway.publicUrl === undefined ? SOCKETS_AN_ADDRESS_MAX : SOCKETS_MAX;
  return {
    headers_ms: 10_000,
    request_ms: 30_000,
    idle_ms: 5_000,
    silence_ms: 60_000,
    check_ms: 1_000,
    socketsMax: SOCKETS_MAX,
    socketsAnAddressMax: gateway.socketsPerAddress ?? share,
  };
}

/** Puts the limits on a server that does not listen yet. A socket past them is closed unheard. */
export function limit(server: Server, limits: Limits): void {
  server.headersTimeout = limits.headers_ms;
  server.requestTimeout = limits.request_ms;
  server.keepAliveTimeout = limits.idle_ms;
  server.timeout = limits.silence_ms;
  server.maxConnections = limits.socketsMax;
  const counts = new Map<string, number>();
  server.prependListener("connection", (socket: Socket) => {
    const address = socket.remoteAddress ?? "";
    const count = (counts.get(address) ?? 0) + 1;
    counts.set(address, count);
    socket.once("close", () => {
      const left = (counts.get(address) ?? 1) - 1;
      if (left === 0) counts.delete(address);
      else counts.set(address, left);
    });
    if (count > limits.socketsAnAddressMax) socket.destroy();
  });
}
