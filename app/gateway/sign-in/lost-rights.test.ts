import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { expect, test } from "vitest";

import type { Principal } from "../data/principal.ts";
import { ANNA, givenGateway, ORIGIN, publishedFor } from "../given-gateway.ts";

/** Anna of the committee looks after cohorts 1 and 2, and has pages of her own. */
const BEFORE: Principal = {
  ...ANNA,
  roles: ["master", "committee", "trainee"],
  cohorts: new Map([["master", ["1", "2"]]]),
};

/** Anna is signed in; `publish` brings out the next snapshot, in which she is what it says. */
async function givenSignedIn() {
  const dir = mkdtempSync(join(tmpdir(), "vklad-rights-"));
  let people: readonly Principal[] = [BEFORE];
  const { server, signIn, csrfOf } = await givenGateway({
    published: () => publishedFor(dir, people),
  });
  const headers = await signIn("anna");
  const csrf = await csrfOf(headers);
  const get = (url: string) => server.inject({ url, headers });
  const approve = () =>
    server.inject({
      method: "POST",
      url: "/api/approvals",
      headers: { ...headers, ...ORIGIN, "x-csrf": csrf },
      payload: {},
    });
  return { get, approve, publish: (...next: Principal[]) => (people = next) };
}

const LOSSES: readonly (readonly [string, readonly Principal[]])[] = [
  ["a role", [{ ...BEFORE, roles: ["master", "trainee"] }]],
  ["all roles", [{ ...BEFORE, roles: [], cohorts: new Map() }]],
  ["one of the cohorts", [{ ...BEFORE, cohorts: new Map([["master", ["1"]]]) }]],
  ["the link to the member", [{ ...BEFORE, memberId: "m_anna_alone" }]],
  ["the membership", []],
];

test.each(LOSSES)(
  "with the loss of %s the session ends at the next request, whatever that asks for",
  async (_, next) => {
    for (const url of ["/data/session.json", "/api/distributions", "/api/my/payments"]) {
      const { get, approve, publish } = await givenSignedIn();
      expect([url, (await get(url)).statusCode]).toEqual([url, 200]);
      publish(...next);

      const answer = await get(url);
      const signed = await approve();

      expect([url, answer.statusCode, answer.headers["clear-site-data"]]).toEqual([
        ...[url, 401, '"cache"'],
      ]);
      expect(answer.headers["set-cookie"]).toMatch(/^vklad=; /);
      expect(signed.statusCode).toBe(401);
    }
  },
);

test("a page that is opened after the loss leads to the sign-in", async () => {
  const { get, publish } = await givenSignedIn();
  publish({ ...BEFORE, roles: ["trainee"] });

  const page = await get("/committee/");

  expect([page.statusCode, page.headers.location]).toEqual([
    302,
    "/auth/login?next=%2Fcommittee%2F",
  ]);
});

test("a session that ended stays so, even if the role comes back", async () => {
  const { get, publish } = await givenSignedIn();
  publish({ ...BEFORE, roles: ["trainee"] });
  await get("/data/session.json");
  publish(BEFORE);

  expect((await get("/data/session.json")).statusCode).toBe(401);
});

test("whoever gains a role keeps the session, and loses it with that role", async () => {
  const { get, publish } = await givenSignedIn();
  publish({ ...BEFORE, roles: ["deanery", ...BEFORE.roles] });
  expect((await get("/data/session.json")).statusCode).toBe(200);

  publish(BEFORE);

  expect((await get("/data/session.json")).statusCode).toBe(401);
});

test("a new snapshot that takes nothing from somebody leaves them signed in", async () => {
  const { get, publish } = await givenSignedIn();
  publish({ ...BEFORE, name: "Анна Б.", cohorts: new Map([["master", ["1", "2", "3"]]]) });

  expect((await get("/data/session.json")).statusCode).toBe(200);
});
