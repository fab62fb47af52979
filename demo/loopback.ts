import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

import type { Faults, TakenFault } from "./faults.ts";

export interface Request {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingMessage["headers"];
  /** Parsed JSON, or null where nothing was sent. */
  readonly body: unknown;
  /** A fault that only the handler can act out: an empty or a truncated page. */
  readonly fault: TakenFault["fault"] | null;
}

export interface Reply {
  readonly status: number;
  /** JSON, a text, or bytes as they are. */
  readonly body: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface Loopback {
  readonly url: string;
  /** Paths with queries, oldest first: for tests that count or compare requests. */
  readonly requests: readonly string[];
  close(): Promise<void>;
}

/** Enough to compare two runs; older ones are forgotten. */
const REQUESTS_KEPT_MAX = 5_000;

/** Serves JSON on a free port of the loopback interface. */
export async function serveLoopback(
  handle: (request: Request) => Reply | Promise<Reply>,
  faults?: Faults,
  /** How this system says what any may say; null where it says it as others do. */
  ownReply: (fault: TakenFault) => Reply | null = () => null,
): Promise<Loopback> {
  const requests: string[] = [];
  const server = createServer((incoming, outgoing) => {
    void readBody(incoming).then((body) => {
      const url = new URL(incoming.url ?? "/", "http://loopback");
      requests.push(`${url.pathname}${url.search}`);
      if (requests.length > REQUESTS_KEPT_MAX) requests.shift();
      const taken = faults?.take(url.pathname) ?? null;
      void answer(incoming, outgoing, { handle, ownReply }, { url, body, taken });
    });
  });
  // Clients keep connections alive; without this, closing would wait for them.
  server.keepAliveTimeout = 5_000;
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    requests,
    close: () =>
      new Promise((resolve, reject) => {
        server.close((error) => (error === undefined ? resolve() : reject(error)));
        server.closeAllConnections();
      }),
  };
}

async function answer(
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  {
    handle,
    ownReply,
  }: {
    handle: (request: Request) => Reply | Promise<Reply>;
    ownReply: (fault: TakenFault) => Reply | null;
  },
  { url, body, taken }: { url: URL; body: unknown; taken: TakenFault | null },
): Promise<void> {
  const instead = taken === null ? null : (ownReply(taken) ?? replyInstead(taken));
  const reply =
    instead ??
    (await handle({
      method: incoming.method ?? "GET",
      path: url.pathname,
      query: url.searchParams,
      headers: incoming.headers,
      body,
      fault: taken?.fault ?? null,
    }));
  const isText = typeof reply.body === "string";
  const bytes = bytesOf(reply.body);
  outgoing.writeHead(reply.status, {
    "content-type": isText ? "text/plain; charset=utf-8" : "application/json; charset=utf-8",
    "content-length": bytes.length,
    ...reply.headers,
  });
  if (taken?.fault === "connection_dropped") {
    outgoing.write(bytes.subarray(0, bytes.length >> 1), () => outgoing.destroy());
    return;
  }
  outgoing.end(bytes);
}

function bytesOf(body: unknown): Buffer {
  if (body instanceof Uint8Array) return Buffer.from(body);
  return Buffer.from(typeof body === "string" ? body : JSON.stringify(body));
}

/** The reply of a fault that needs no handler; null for one that does. */
function replyInstead({ fault, retryAfterSeconds }: TakenFault): Reply | null {
  const wait = { "retry-after": `${retryAfterSeconds}` };
  switch (fault) {
    case "rate_limit_text":
      return {
        status: 429,
        body: `Slow down, you're making too many requests. Please retry again in ${retryAfterSeconds} seconds. Error code: ip_10_secs_limit.`,
        headers: { ...wait, "discourse-rate-limit-error-code": "ip_10_secs_limit" },
      };
    case "rate_limit_json":
      return {
        status: 429,
        body: {
          errors: [
            `You've performed this action too many times. Please wait ${retryAfterSeconds} seconds before trying again.`,
          ],
          error_type: "rate_limit",
          extras: { wait_seconds: retryAfterSeconds, time_left: `${retryAfterSeconds} seconds` },
        },
        headers: wait,
      };
    case "rate_limit_bare":
      return { status: 429, body: { msg: "Too many requests" } };
    case "server_error":
      return { status: 502, body: "<html><h1>502 Bad Gateway</h1></html>", headers: HTML };
    case "cloudflare_520":
      return {
        status: 520,
        body: "<html><h1>Web server is returning an unknown error</h1></html>",
        headers: { ...HTML, server: "cloudflare" },
      };
    case "wrong_envelope":
      return { status: 200, body: { message: "maintenance" } };
    case "not_found":
      return { status: 404, body: { errors: ["Not found."], error_type: "not_found" } };
    case "forbidden":
      return { status: 403, body: { errors: ["Not permitted."], error_type: "invalid_access" } };
    default:
      return null;
  }
}

const HTML = { "content-type": "text/html; charset=utf-8" };

async function readBody(incoming: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  const text = Buffer.concat(chunks).toString("utf8");
  if (text === "") return null;
  try {
    return JSON.parse(text);
  } catch (error) {
    // The handler refuses what is not an object, and says so to whoever asked.
    return { unreadable: String(error) };
  }
}
