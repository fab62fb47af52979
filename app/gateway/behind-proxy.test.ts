import { request } from "node:http";

import { expect, test } from "vitest";

import { createAddresses } from "./addresses.ts";
import { givenGateway } from "./given-gateway.ts";
import { givenNginx } from "./given-nginx.ts";

const PUBLIC = "https://vklad.example.org";

/** A gateway that people open at an https address, and nginx with default headers before it. */
async function givenProxied(proxyHost?: string) {
  await using given = new AsyncDisposableStack();
  const proxyHosts = proxyHost === undefined ? [] : [proxyHost];
  const { server } = await givenGateway({
    addresses: createAddresses({ host: "127.0.0.1", publicUrl: PUBLIC, proxyHosts }),
  });
  given.defer(() => server.close());
  const address = await server.listen({ host: "127.0.0.1", port: 0 });
  const port = Number(new URL(address).port);
  const nginx = given.use(
    await givenNginx(proxyHost === undefined ? { port } : { port, proxyHost }),
  );
  /** What the browser's request becomes once nginx has taken TLS off. */
  const ask = (method: string, path: string, headers: Record<string, string>, body = "") =>
    new Promise<{ status: number; headers: Record<string, string[]> }>((resolve, reject) => {
      const sent = { host: "vklad.example.org", ...headers };
      const asked = request({ port: nginx.port, method, path, headers: sent }, (answer) => {
        answer.resume();
        answer.on("end", () =>
          resolve({
            status: answer.statusCode ?? 0,
            headers: answer.headersDistinct as Record<string, string[]>,
          }),
        );
      });
      asked.on("error", reject);
      asked.end(body);
    });
  const signIn = (origin: string) =>
    ask(
      "POST",
      "/auth/demo",
      { origin, "content-type": "application/x-www-form-urlencoded" },
      "person=anna",
    );
  const closing = given.move();
  return { ask, signIn, [Symbol.asyncDispose]: () => closing.disposeAsync() };
}

test.each([undefined, "vklad_upstream"])(
  "behind nginx with default headers people sign in, and the cookie goes over TLS alone (%s)",
  async (proxyHost) => {
    await using given = await givenProxied(proxyHost);

    const signedIn = await given.signIn(PUBLIC);
    const [cookie = ""] = signedIn.headers["set-cookie"] ?? [];
    const page = await given.ask("GET", "/data/session.json", {
      cookie: cookie.split(";")[0] ?? "",
    });

    expect([signedIn.status, page.status]).toEqual([303, 200]);
    expect(cookie).toMatch(/^__Host-vklad=[\w-]{32}; Path=\/; HttpOnly; Secure; SameSite=Lax$/);
  },
);

test("behind nginx a page of another site signs nobody in, whatever nginx calls this server", async () => {
  await using given = await givenProxied();
  const origins = ["https://evil.example", "http://vklad.example.org", "http://localhost:4180"];

  const refused = await Promise.all(origins.map((origin) => given.signIn(origin)));

  expect(refused.map(({ status, headers }) => [status, headers["set-cookie"]])).toEqual(
    origins.map(() => [403, undefined]),
  );
});
