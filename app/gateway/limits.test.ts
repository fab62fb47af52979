import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { connect, type Socket } from "node:net";
import { join } from "node:path";

import { expect, test } from "vitest";

import { givenGateway } from "./given-gateway.ts";
import { type Limits, limitsOf } from "./limits.ts";

/** Far longer than any test runs. */
const NEVER_MS = 10 * 60_000;

const PATIENT: Limits = {
  headers_ms: NEVER_MS,
  request_ms: NEVER_MS,
  idle_ms: NEVER_MS,
  silence_ms: NEVER_MS,
  check_ms: 20,
  socketsMax: 1_000,
  socketsAnAddressMax: 1_000,
};

/** A gateway that is patient in all but what is named. */
async function givenListening(limits: Partial<Limits>) {
  const { server, dir, signIn } = await givenGateway({ limits: { ...PATIENT, ...limits } });
  const port = Number(new URL(await server.listen({ host: "127.0.0.1", port: 0 })).port);
  const sockets: Socket[] = [];
  const open = (text = "", localAddress = "127.0.0.1") => {
    const socket = connect({ port, host: "127.0.0.1", localAddress });
    sockets.push(socket);
    socket.on("error", () => undefined);
    socket.write(text);
    return socket;
  };
  return {
    ...{ open, dir, signIn },
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      await server.close();
    },
  };
}

const REQUEST = "GET /auth/login HTTP/1.1\r\nhost: localhost\r\n\r\n";

/** Until the other side closes, by a reset or otherwise; whatever it says is let pass. */
function closed(socket: Socket): Promise<void> {
  socket.resume();
  return new Promise((resolve) => socket.once("close", () => resolve()));
}

/** Writes on and on, a byte at a time, as a slow attacker does. */
function trickle(socket: Socket, byte: string): void {
  const timer = setInterval(() => socket.write(byte), 5);
  socket.once("close", () => clearInterval(timer));
}

async function answered(socket: Socket): Promise<string> {
  const [first] = (await once(socket, "data")) as [Buffer];
  return first.toString("latin1").split("\r\n", 1)[0] ?? "";
}

test("headers that never end are not waited for", async () => {
  await using given = await givenListening({ headers_ms: 100 });
  const socket = given.open("GET /auth/login HTTP/1.1\r\nhost: localhost\r\nx-slow: ");
  trickle(socket, "a");

  // Headers that are too long end otherwise, a minute later.
  expect(await answered(socket)).toBe("HTTP/1.1 408 Request Timeout");
  await closed(socket);
});

test("a body that never ends is not waited for", async () => {
  await using given = await givenListening({ headers_ms: 100, request_ms: 100 });
  const head = "POST /auth/demo HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\n";
  const socket = given.open(`${head}content-length: 10000\r\n\r\n{`);
  trickle(socket, " ");

  await closed(socket);
});

test("a connection that says nothing at all is not kept", async () => {
  await using given = await givenListening({ headers_ms: 100, request_ms: 100 });

  await closed(given.open());
});

test("a connection that asks no more is not kept", async () => {
  await using given = await givenListening({ idle_ms: 100 });
  const socket = given.open(REQUEST);

  expect(await answered(socket)).toBe("HTTP/1.1 200 OK");
  await closed(socket);
});

test("an answer that nobody takes is not held for ever", async () => {
  await using given = await givenListening({ silence_ms: 200 });
  // More than both ends' buffers hold.
  writeFileSync(join(given.dir, "_app/immutable/big.js"), Buffer.alloc(32 * 1024 * 1024));
  const { cookie } = await given.signIn("anna");
  const head = `host: localhost\r\ncookie: ${cookie}\r\n\r\n`;
  const socket = given.open(`GET /_app/immutable/big.js HTTP/1.1\r\n${head}`);
  await once(socket, "readable");
  await new Promise((resolve) => setTimeout(resolve, 1_000));

  // What was on its way is read, and then it ends: far short of the whole.
  await closed(socket);
  expect(socket.bytesRead).toBeLessThan(32 * 1024 * 1024);
});

test("one address may hold so many connections, and another is heard all the same", async () => {
  await using given = await givenListening({ socketsAnAddressMax: 3 });
  const held = [given.open(), given.open(), given.open()];
  await Promise.all(held.map((socket) => once(socket, "connect")));

  await closed(given.open(REQUEST));
  expect(await answered(given.open(REQUEST, "127.0.0.2"))).toBe("HTTP/1.1 200 OK");
  expect(await answered(write(held[0]!))).toBe("HTTP/1.1 200 OK");
});

test("a connection that ended makes room for the next of its address", async () => {
  await using given = await givenListening({ socketsAnAddressMax: 1 });
  const first = given.open(REQUEST);
  expect(await answered(first)).toBe("HTTP/1.1 200 OK");
  first.end();
  await closed(first);

  expect(await answered(given.open(REQUEST))).toBe("HTTP/1.1 200 OK");
});

test("behind a proxy, whose address all have, its share is all connections there are", () => {
  const publicUrl = "https://vklad.example.org";
  const share = (gateway: Parameters<typeof limitsOf>[0]) => limitsOf(gateway).socketsAnAddressMax;

  expect([
    share({}),
    share({ publicUrl }),
    share({ publicUrl, socketsPerAddress: 20 }),
    share({ socketsPerAddress: 20 }),
  ]).toEqual([100, 1_000, 20, 20]);
});

function write(socket: Socket): Socket {
  socket.write(REQUEST);
  return socket;
}
