/** A server before another one: it answers what it knows, and passes on the rest as it came. */
import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";

export interface Asked {
  readonly url: URL;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export interface Reply {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

export interface Door extends AsyncDisposable {
  readonly url: string;
}

export async function givenDoor(
  behind: string,
  answer: (asked: Asked) => Reply | null,
): Promise<Door> {
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const url = new URL(request.url ?? "/", behind);
    const body = Buffer.concat(chunks).toString();
    const { headers } = request;
    const {
      status,
      headers: said = {},
      body: text = "",
    } = answer({ url, headers, body }) ??
    (await passedOn(request.method ?? "GET", { url, headers, body }));
    response.writeHead(status, said).end(text);
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
}

async function passedOn(method: string, { url, headers, body }: Asked): Promise<Reply> {
  const kept = ["api-key", "api-username", "content-type", "accept"].flatMap((name) =>
    headers[name] === undefined ? [] : [[name, `${headers[name]}`] as const],
  );
  const reply = await fetch(url, {
    method,
    headers: Object.fromEntries(kept),
    ...(body === "" ? {} : { body }),
  });
  const type = reply.headers.get("content-type") ?? "application/json";
  return { status: reply.status, headers: { "content-type": type }, body: await reply.text() };
}
