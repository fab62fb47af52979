import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";

import { expect, test } from "vitest";

import { connectCluster } from "./connect.ts";

async function givenNode(answer: RequestListener) {
  const server = createServer(answer);
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/a-secret-key?api-key=another`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
}

/** Enough for a node that answers, and nothing to wait for where one never does. */
const TIMEOUT_MS = 100;

test("a node that takes a request and says nothing is given up, without its key in the error", async () => {
  await using silent = await givenNode(() => {});
  const chain = connectCluster(silent.url, { timeoutMs: TIMEOUT_MS });

  const error = await chain.genesis().catch((found: Error) => found);

  expect(error).toMatchObject({ name: "ChainTimeoutError" });
  expect(String(error)).toMatch(/The node 127\.0\.0\.1:\d+ gave no whole answer within 100 ms/);
  expect(String(error)).not.toMatch(/a-secret-key|api-key/);
});

test("an answer that begins and never ends is given up as well", async () => {
  await using dripping = await givenNode((_request, response) => {
    response.writeHead(200, { "content-type": "application/json" });
    response.write('{"jsonrpc":"2.0",');
  });
  const chain = connectCluster(dripping.url, { timeoutMs: TIMEOUT_MS });

  await expect(chain.finalizedView()).rejects.toMatchObject({ name: "ChainTimeoutError" });
});

test("a node that leads elsewhere is not followed", async () => {
  await using leading = await givenNode((_request, response) => {
    response.writeHead(307, { location: "http://127.0.0.1:9/elsewhere" }).end();
  });

  await expect(connectCluster(leading.url).genesis()).rejects.toThrow("fetch failed");
});

test("a payment that a node refuses because it has it counts as sent, one that it refuses otherwise does not", async () => {
  const answers = ["This transaction has already been processed", "Blockhash not found"];
  await using node = await givenNode(async (request, response) => {
    let body = "";
    for await (const chunk of request) body += String(chunk);
    const { id } = JSON.parse(body) as { id: string };
    const message = `Transaction simulation failed: ${answers.shift()}`;
    response.writeHead(200, { "content-type": "application/json" });
    response.end(JSON.stringify({ jsonrpc: "2.0", id, error: { code: -32002, message } }));
  });
  const chain = connectCluster(node.url);

  await chain.send(new Uint8Array(100));
  await expect(chain.send(new Uint8Array(100))).rejects.toThrow("Blockhash not found");
});
