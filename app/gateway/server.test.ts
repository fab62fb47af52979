import { expect, test } from "vitest";

import { LedgerBrokenError } from "../../warehouse/ledger/index.ts";
import { words } from "../community/words.ts";
import { givenGateway, ORIGIN } from "./given-gateway.ts";

test("a wrong cookie opens nothing", async () => {
  const { server } = await givenGateway();

  const byGuess = await server.inject({
    url: "/data/session.json",
    headers: { cookie: "vklad=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA" },
  });

  expect(byGuess.statusCode).toBe(401);
});

test("after sign-out the session opens nothing, and the browser's cache is emptied", async () => {
  const { server, signIn, csrfOf } = await givenGateway();
  const headers = await signIn("anna");
  const csrf = await csrfOf(headers);

  const bye = await server.inject({
    method: "POST",
    url: "/auth/logout",
    headers: { ...headers, ...ORIGIN, "x-csrf": csrf },
  });
  const after = await server.inject({ url: "/data/session.json", headers });

  expect([bye.statusCode, bye.headers["clear-site-data"], after.statusCode]).toEqual([
    204,
    '"cache"',
    401,
  ]);
});

const APPROVAL = {
  digest: "0".repeat(64),
  publicKey: Buffer.alloc(32).toString("base64"),
  signature: Buffer.alloc(64).toString("base64"),
};

test("an approval needs the session's token, our own page and a seat on the committee", async () => {
  const { server, signIn, csrfOf, approved } = await givenGateway();
  const anna = await signIn("anna");
  const boris = await signIn("boris");
  const post = async (headers: Record<string, string>, payload: object = APPROVAL) => {
    const answer = await server.inject({ method: "POST", url: "/api/approvals", headers, payload });
    return answer.statusCode;
  };
  const csrf = await csrfOf(anna);

  const refused = [
    await post({ ...anna, ...ORIGIN }),
    await post({ ...anna, ...ORIGIN, "x-csrf": "guess" }),
    await post({ ...anna, "x-csrf": csrf, host: "localhost:4180", origin: "https://evil.example" }),
    await post({ ...boris, ...ORIGIN, "x-csrf": await csrfOf(boris) }),
    await post({ ...anna, ...ORIGIN, "x-csrf": csrf }, { digest: APPROVAL.digest }),
  ];

  expect(refused).toEqual([403, 403, 403, 403, 400]);
  expect(approved).toEqual([]);
  expect(await post({ ...anna, ...ORIGIN, "x-csrf": csrf })).toBe(201);
});

test("the shell is for whoever is signed in, and only its own files are served", async () => {
  const { server, signIn } = await givenGateway();
  const headers = await signIn("anna");
  const get = (url: string) => server.inject({ url, headers });

  const stranger = await server.inject({ url: "/committee/" });
  const page = await get("/committee/");
  const outside = await get("/..%2foutside.key");

  expect([stranger.statusCode, stranger.headers.location]).toEqual([
    302,
    "/auth/login?next=%2Fcommittee%2F",
  ]);
  expect(page.headers["content-security-policy"]).toMatch(
    /^default-src 'none'; script-src 'self' 'sha256-[^']+'; /,
  );
  expect(page.headers["cache-control"]).toBe("no-store");
  expect(outside.statusCode).toBe(404);
});

test("until the data is there, people see how far it is", async () => {
  const { server } = await givenGateway({ published: () => null });

  const page = await server.inject({ url: "/deanery/" });
  const data = await server.inject({ url: "/data/session.json" });

  expect([page.statusCode, page.body.includes("Вклад готовится"), data.statusCode]).toEqual([
    200,
    true,
    503,
  ]);
});

test("the front door leads to the first page that somebody has", async () => {
  const { server, signIn } = await givenGateway();

  const committee = await server.inject({ url: "/", headers: await signIn("anna") });
  const trainee = await server.inject({ url: "/", headers: await signIn("boris") });

  expect([committee.headers.location, trainee.headers.location]).toEqual(["/committee/", "/me/"]);
});

test("a plan's state is for the committee, and payments for whoever has pages of their own", async () => {
  const { server, signIn } = await givenGateway();
  const [anna, boris] = [await signIn("anna"), await signIn("boris")];
  const statuses = async (url: string) =>
    Promise.all(
      [anna, boris, {}].map(async (headers) => (await server.inject({ url, headers })).statusCode),
    );

  for (const url of ["/api/distributions", "/api/keys", "/api/role-ends"])
    expect(await statuses(url)).toEqual([200, 403, 401]);
  for (const url of ["/api/my/payments", "/api/my/wallet"])
    expect(await statuses(url)).toEqual([200, 200, 401]);
});

test.each(["ru", "en"] as const)(
  "sign-in, refusals, progress and session speak the community's language: %s",
  async (locale) => {
    const said = words[locale];
    const steps = () => [{ name: "build", state: "doing", detail: "", ms: 0 }] as const;
    const { server, signIn } = await givenGateway({ locale, steps });
    const { server: early } = await givenGateway({ locale, published: () => null });
    const pages = [
      [said.demoSignInTitle, await server.inject("/auth/login")],
      [said.signedOutTitle, await server.inject("/auth/bye")],
      [said.progressTitle, await early.inject("/me/")],
    ] as const;
    const session = await server.inject({
      url: "/data/session.json",
      headers: await signIn("anna"),
    });
    const progress = await server.inject("/api/progress");

    for (const [title, { body }] of pages) {
      expect(body).toContain(`<html lang="${locale}">`);
      expect(body).toContain(`<title>${title} · ${said.productName}</title>`);
    }
    expect(session.json()).toMatchObject({ locale });
    expect(progress.json()).toMatchObject({ steps: [{ label: said.step_build }] });
  },
);

test("the graph of models is for the deanery and for nobody else", async () => {
  const { server, signIn } = await givenGateway();
  const people = await Promise.all(["vera", "gleb", "anna", "boris"].map(signIn));

  const answers = await Promise.all(
    [...people, {}].map((headers) => server.inject({ url: "/api/models", headers })),
  );

  expect(answers.map(({ statusCode }) => statusCode)).toEqual([200, 403, 403, 403, 401]);
  expect(answers[0]?.json()).toEqual({ states: null });
});

test("payments are asked for in the name of whoever is signed in", async () => {
  const { server, signIn } = await givenGateway();

  const paid = await server.inject({ url: "/api/my/payments", headers: await signIn("boris") });

  expect(paid.json()).toEqual([{ lineId: "line of m_boris" }]);
});

test("a session says which sources fell silent, and since when", async () => {
  const stale = [{ stream: "discourse_posts", since: "2026-10-04T09:00:00Z" }];
  const { server, signIn } = await givenGateway({ stale: () => stale });

  const session = await server.inject({ url: "/data/session.json", headers: await signIn("anna") });

  expect(session.json<{ stale: unknown }>().stale).toEqual(stale);
});

test("only our own page signs somebody in", async () => {
  const { server } = await givenGateway();
  const from = async (headers: Record<string, string>) => {
    const request = { method: "POST", url: "/auth/demo", payload: { person: "anna" } } as const;
    const answer = await server.inject({ ...request, headers });
    return [answer.statusCode, answer.headers["set-cookie"] !== undefined];
  };

  expect([
    await from({ ...ORIGIN, origin: "http://evil.example" }),
    await from({ ...ORIGIN, origin: "null" }),
    await from({ host: ORIGIN.host }),
    await from(ORIGIN),
  ]).toEqual([
    [403, false],
    [403, false],
    [403, false],
    [303, true],
  ]);
});

test.each([
  ["GET", "/"],
  ["GET", "/auth/login"],
  ["GET", "/api/progress"],
  ["GET", "/data/session.json"],
  ["POST", "/auth/demo"],
  ["POST", "/no/such/address"],
] as const)("%s %s is not answered to a name that was made to lead here", async (method, url) => {
  const { server, signIn } = await givenGateway();
  const { cookie } = await signIn("anna");
  const rebound = "evil.example:4180";

  const answer = await server.inject({
    method,
    url,
    headers: { cookie, host: rebound, origin: `http://${rebound}` },
    ...(method === "POST" ? { payload: { person: "anna" } } : {}),
  });

  expect([answer.statusCode, answer.headers["set-cookie"]]).toEqual([421, undefined]);
  expect(answer.body).toMatch(/^\S.* "evil\.example:4180"\.\n.*gateway\.publicUrl/s);
});

test("a ledger that was changed is told as such, and what else fails is not told", async () => {
  const failing = async (error: Error) => {
    const list = async () => await Promise.reject(error);
    const { server, signIn } = await givenGateway({ desk: { list } as never });
    const headers = await signIn("anna");
    const answer = await server.inject({ url: "/api/distributions", headers });
    return [answer.statusCode, answer.json()];
  };

  expect(await failing(new LedgerBrokenError(7, "its hash is another"))).toEqual([
    503,
    { error: "ledger_broken" },
  ]);
  expect(await failing(new Error("secret"))).toEqual([500, { error: "internal" }]);
});

test("a session says which explorer shows what is on which chain, and where tokens are paid", async () => {
  const explorers = { dev: { transaction: "https://explorer.example/{signature}", address: null } };
  const { server, signIn } = await givenGateway({ explorers, genesis: "dev" });

  const session = await server.inject({
    url: "/data/session.json",
    headers: await signIn("boris"),
  });

  expect(session.json()).toMatchObject({ explorers, genesis: "dev" });
});

test("a plan's report is the committee's alone, and of a plan that is there", async () => {
  const { server, signIn } = await givenGateway();
  const get = async (person: string | null, digest: string) => {
    const headers = person === null ? {} : await signIn(person);
    const url = `/api/distributions/${digest}/report`;
    return (await server.inject({ url, headers })).statusCode;
  };

  const codes = [await get(null, "d1"), await get("boris", "d1"), await get("vera", "d1")];
  expect(codes).toEqual([401, 403, 403]);
  expect([await get("anna", "d1"), await get("anna", "other")]).toEqual([200, 404]);
});
