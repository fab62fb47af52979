/** A loopback HTTP server for tests of connectors: real sockets, switched faults. */
import { once } from "node:events";
import { createServer } from "node:http";
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";

import type { Json } from "../source.ts";

export interface Asked {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  /** What was sent; empty where nothing was. */
  readonly body: string;
}

export interface Reply {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly json?: Json;
  /** Sent instead of `json`, as it is. */
  readonly text?: string;
  /** Sent instead of either. */
  readonly bytes?: Uint8Array;
  /** The socket dies after so many bytes of the body. */
  readonly droppedAfterBytes?: number;
  /** Nothing more comes, and the socket stays open; called once it is so. */
  readonly hangs?: { readonly after: "nothing" | "half"; readonly onHang: () => void };
}

export interface Loopback extends AsyncDisposable {
  readonly url: string;
  /** Path and query of every request, in order. */
  readonly requests: string[];
  /** Replies that go out before the handler is asked again. */
  readonly faults: Reply[];
}

export async function loopback(handler: (asked: Asked) => Reply): Promise<Loopback> {
  const requests: string[] = [];
  const faults: Reply[] = [];
  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname, search, searchParams } = new URL(request.url ?? "/", "http://loopback");
    requests.push(`${pathname}${search}`);
    const { method = "GET", headers } = request;
    const body = method === "GET" ? "" : await text(request);
    const asked = { method, path: pathname, query: searchParams, headers, body };
    const reply = faults.shift() ?? handler(asked);
    if (reply.hangs?.after === "nothing") return reply.hangs.onHang();
    const bytes = Buffer.from(reply.bytes ?? reply.text ?? JSON.stringify(reply.json ?? null));
    response.writeHead(reply.status ?? 200, {
      "Content-Type": reply.text === undefined ? "application/json" : "text/plain",
      "Content-Length": bytes.byteLength,
      ...reply.headers,
    });
    if (reply.hangs !== undefined) {
      response.write(bytes.subarray(0, bytes.byteLength / 2), reply.hangs.onHang);
      return;
    }
    if (reply.droppedAfterBytes === undefined) {
      response.end(bytes);
      return;
    }
    response.write(bytes.subarray(0, reply.droppedAfterBytes), () => request.socket.destroy());
  }

  const server = createServer((request, response) => void answer(request, response));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    requests,
    faults,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}
