import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { expect, test } from "vitest";

import type { DistributionDesk } from "./distributions/desk.ts";
import type { PageRole, Principal, Published } from "./data/principal.ts";
import type { GatewayOptions } from "./options.ts";
import { createGateway } from "./server.ts";
import { createSessions } from "./sign-in/sessions.ts";
import { openSite } from "./site.ts";

const ANNA: Principal = {
  account: "a_anna",
  memberId: "m_anna",
  name: "Анна",
  roles: ["committee", "me"],
  cohortIds: [],
};
const BORIS: Principal = { ...ANNA, account: "a_boris", memberId: "m_boris", roles: ["me"] };

const ORIGIN = { origin: "http://localhost:4180", host: "localhost:4180" };

function givenFolder(): string {
  const dir = join(mkdtempSync(join(tmpdir(), "vklad-gateway-")), "site");
  mkdirSync(join(dir, "_app/immutable"), { recursive: true });
  writeFileSync(join(dir, "index.html"), "<!doctype html><script>start()</script>");
  writeFileSync(join(dir, "_app/immutable/a.js"), "1");
  writeFileSync(join(dir, "..", "outside.key"), "must stay here");
  return dir;
}

function publishedFor(dir: string): Published {
  const people = [ANNA, BORIS];
  return {
    digest: "d",
    asOf: "2026-10-05T09:00:00Z",
    nameOf: (account) => people.find((person) => person.account === account)?.name ?? null,
    principalOf: (account) => people.find((person) => person.account === account) ?? null,
    tablesOf: async () => ({ my_profile: 1 }),
    async fileOf({ memberId }, role: PageRole) {
      const path = join(dir, `${memberId}-${role}.duckdb`);
      writeFileSync(path, `${memberId} ${role}`);
      return { path, etag: `${memberId}-${role}` };
    },
  };
}

async function givenGateway(changes: Partial<GatewayOptions> = {}) {
  const dir = givenFolder();
  const site = openSite(dir);
  const published = publishedFor(dir);
  const approved: unknown[] = [];
  const desk: DistributionDesk = {
    list: async () => [],
    payments: async () => [],
    registerKey: async () => ({ keyId: "k", confirmed: true }),
    approve: async (_principal, body) => {
      approved.push(body);
      return { approvalCount: 2, threshold: 2 };
    },
  };
  const server = await createGateway({
    sessions: createSessions(() => 0),
    published: () => published,
    site: () => site,
    steps: () => [],
    desk,
    timeZone: "Europe/Moscow",
    stale: () => [],
    demo: {
      people: () => [],
      accountOf: (id) => ({ anna: "a_anna", boris: "a_boris" })[id] ?? null,
    },
    club: null,
    log: { write() {} },
    ...changes,
  });
  const signIn = async (person: string) => {
    const answer = await server.inject({
      method: "POST",
      url: "/auth/demo",
      headers: ORIGIN,
      payload: { person },
    });
    return { cookie: `${answer.headers["set-cookie"]}`.split(";", 1)[0] ?? "" };
  };
  const csrfOf = async (headers: { cookie: string }) => {
    const session = await server.inject({ url: "/data/session.json", headers });
    return session.json<{ csrf: string }>().csrf;
  };
  return { server, signIn, csrfOf, approved };
}

test("each principal gets the own file, and a name that others hold does not exist", async () => {
  const { server, signIn } = await givenGateway();
  const headers = await signIn("boris");

  const own = await server.inject({ url: "/data/me.duckdb", headers });
  const others = await server.inject({ url: "/data/committee.duckdb", headers });
  const swapped = await server.inject({ url: "/data/m_anna-committee.duckdb", headers });

  expect([own.body, others.statusCode, swapped.statusCode]).toEqual(["m_boris me", 404, 404]);
});

test("a tag learnt elsewhere opens nothing, and a wrong cookie neither", async () => {
  const { server, signIn } = await givenGateway();
  const boris = await signIn("boris");

  const byTag = await server.inject({
    url: "/data/committee.duckdb",
    headers: { ...boris, "if-none-match": '"m_anna-committee"' },
  });
  const byGuess = await server.inject({
    url: "/data/me.duckdb",
    headers: { cookie: "vklad=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA" },
  });

  expect([byTag.statusCode, byGuess.statusCode]).toEqual([404, 401]);
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
  const after = await server.inject({ url: "/data/me.duckdb", headers });

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
    /^default-src 'none'; script-src 'self' 'wasm-unsafe-eval' 'sha256-[^']+'; /,
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

test("a sign-in leads to a page of ours and never to another site", async () => {
  const { server } = await givenGateway();
  const answer = await server.inject({
    method: "POST",
    url: "/auth/demo",
    headers: ORIGIN,
    payload: { person: "anna", next: "//evil.example/" },
  });

  expect(answer.headers.location).toBe("/");
});

test("the front door leads to the first page that somebody has", async () => {
  const { server, signIn } = await givenGateway();

  const committee = await server.inject({ url: "/", headers: await signIn("anna") });
  const trainee = await server.inject({ url: "/", headers: await signIn("boris") });

  expect([committee.headers.location, trainee.headers.location]).toEqual(["/committee/", "/me/"]);
});
