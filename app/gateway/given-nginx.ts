/** A proxy in front of the gateway, for tests. No product code imports this. */
import { once } from "node:events";
import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  type ServerResponse,
} from "node:http";
import { type AddressInfo, connect } from "node:net";

/** nginx consumes them; all others are passed on. */
const HOP_BY_HOP = ["connection", "keep-alive", "expect", "host", "te", "upgrade"];

/**
 * Does what nginx does with `proxy_pass http://NAME;` and nothing else: HTTP/1.0, `Host:
 * $proxy_host`, `Connection: close`, the rest of the browser's headers, and none that tell of it.
 *
 * Docs: https://nginx.org/en/docs/http/ngx_http_proxy_module.html#proxy_set_header
 */
export async function givenNginx(options: {
  readonly port: number;
  readonly proxyHost?: string;
  /** Gives a server that speaks TLS, where the test wants one. */
  readonly listener?: (handle: RequestListener) => ReturnType<typeof createServer>;
}): Promise<{ readonly port: number } & AsyncDisposable> {
  const { port, proxyHost = `127.0.0.1:${port}`, listener = createServer } = options;
  const server = listener((request, response) => void passOn(request, response));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");

  async function passOn(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body: Buffer[] = [];
    for await (const part of request) body.push(part as Buffer);
    const kept = Object.entries(request.headers)
      .filter(([name]) => !HOP_BY_HOP.includes(name))
      .map(([name, value]) => `${name}: ${String(value)}`);
    const head = [`${request.method} ${request.url} HTTP/1.0`, `Host: ${proxyHost}`];
    const upstream = connect(port, "127.0.0.1");
    upstream.on("error", () => response.destroy());
    upstream.write(`${[...head, "Connection: close", ...kept].join("\r\n")}\r\n\r\n`);
    upstream.write(Buffer.concat(body));
    // As it comes: the answer's own `connection: close` ends it.
    upstream.pipe(request.socket);
  }

  return {
    port: (server.address() as AddressInfo).port,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}
