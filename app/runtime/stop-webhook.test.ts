import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

import { expect, test } from "vitest";

import { secretOf } from "../community/secrets.ts";
import type { Config } from "../community/schema.ts";
import type { LogFields } from "./logs.ts";
import { stopWebhook } from "./stop-webhook.ts";

const DIGEST = "ab".repeat(32);
const MESSAGE = { id: "1d".repeat(32), period: "2026-09", digest: DIGEST, code: "lamports_short" };

async function givenHook(
  answer: (request: IncomingMessage, response: ServerResponse) => void,
  locale: "ru" | "en" = "ru",
) {
  const bodies: string[] = [];
  const server = createServer((request, response) => {
    let body = "";
    request.on("data", (chunk) => void (body += String(chunk)));
    request.on("end", () => {
      bodies.push(body);
      answer(request, response);
    });
  });
  await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const logged: [string, LogFields | undefined][] = [];
  const config = {
    community: { locale },
    gateway: { publicUrl: "https://club.example.org" },
  } as Config;
  const log = { write: (event: string, fields?: LogFields) => void logged.push([event, fields]) };
  const send = stopWebhook(secretOf(`http://127.0.0.1:${port}/hooks/key`), config, log);
  return {
    url: `http://127.0.0.1:${port}/`,
    bodies,
    logged,
    send,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

test("a message says what is wrong, what to do, who can and where, in the community's language", async () => {
  await using ru = await givenHook((_request, response) => void response.end("ok"));
  await using en = await givenHook((_request, response) => void response.end("ok"), "en");

  expect([await ru.send(MESSAGE), await en.send(MESSAGE)]).toEqual([true, true]);
  const [said, english] = [...ru.bodies, ...en.bodies].map((body) => JSON.parse(body));
  expect(said).toEqual({ id: MESSAGE.id, text: expect.any(String) });
  expect(said.text).toMatch(
    /^Вклад: выплата за 2026-09 стоит\. .*SOL.*Это делает оператор\. https/,
  );
  expect(said.text).toContain(`https://club.example.org/committee/plan/${DIGEST}/`);
  expect(english.text).toMatch(/^Vklad: paying 2026-09 stands still\. .*The operator does that\./);
});

test("a message that is refused, redirected or lost is logged without its address", async () => {
  await using refused = await givenHook((_request, response) => {
    response.writeHead(500).end();
  });
  await using elsewhere = await givenHook((_request, response) => void response.end("ok"));
  await using led = await givenHook((_request, response) => {
    response.writeHead(302, { location: elsewhere.url }).end();
  });
  await using cut = await givenHook((request) => void request.socket.destroy());

  for (const hook of [refused, led, cut]) expect(await hook.send(MESSAGE)).toBe(false);
  expect(refused.logged).toEqual([
    ["stop_message_failed", { period: "2026-09", digest: DIGEST, error: "Status500" }],
  ]);
  expect([...led.logged, ...cut.logged].map(([event]) => event)).toEqual([
    "stop_message_failed",
    "stop_message_failed",
  ]);
  expect(JSON.stringify([refused.logged, led.logged, cut.logged])).not.toContain("hooks/key");
});
