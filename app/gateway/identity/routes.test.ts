import { expect, test } from "vitest";

import type { Principal } from "../data/principal.ts";
import { givenGateway, ORIGIN } from "../given-gateway.ts";

const OFFICE = [
  ["/api/people/links", { suggestionId: "s_1", evidence: "?" }],
  ["/api/people/two", { suggestionId: "s_1", reason: "?" }],
  ["/api/people/links/confirm", { linkId: "l1" }],
  ["/api/people/links/drop", { linkId: "l1", reason: "?" }],
  ["/api/people/links/effect", { linkIds: ["l1", "l2"] }],
  ["/api/people/links/undo", { linkIds: ["l1", "l2"], reason: "?" }],
] as const;
const OWN = [
  ["/api/my/accounts/confirm", { linkId: "l1" }],
  ["/api/my/accounts/drop", { linkId: "l1", reason: "?" }],
  ["/api/my/accounts/undo", { linkId: "l1", reason: "?" }],
] as const;

/** What reaches the desk is kept, with whose it is. */
async function givenDesk() {
  const said: unknown[] = [];
  const keep = (what: string) => async (by: Principal, body?: unknown) => {
    said.push([what, by.memberId, body]);
    return [] as never;
  };
  const given = await givenGateway({
    people: {
      ...{ show: keep("show"), find: keep("find"), ask: keep("ask"), part: keep("part") },
      ...{ confirm: keep("confirm"), drop: keep("drop"), effect: keep("effect") },
      ...{ undo: keep("undo"), own: keep("own"), confirmOwn: keep("confirmOwn") },
      ...{ dropOwn: keep("dropOwn"), undoOwn: keep("undoOwn") },
    },
  });
  const post = async (url: string, headers: Record<string, string>, payload: object) =>
    (await given.server.inject({ method: "POST", url, headers, payload })).statusCode;
  const headersOf = async (person: string) => {
    const cookie = await given.signIn(person);
    return { ...cookie, ...ORIGIN, "x-csrf": await given.csrfOf(cookie) };
  };
  return { ...given, post, headersOf, said };
}

test("only the deanery says who is who, and each member only of the own accounts", async () => {
  const { server, post, headersOf, said } = await givenDesk();
  const [vera, boris] = [await headersOf("vera"), await headersOf("boris")];

  for (const [url, body] of OFFICE) expect([url, await post(url, boris, body)]).toEqual([url, 403]);
  for (const [url, body] of OWN) expect([url, await post(url, vera, body)]).toEqual([url, 403]);
  for (const url of ["/api/people", "/api/people/links?find=anna"]) {
    expect((await server.inject({ url, headers: boris })).statusCode).toBe(403);
    expect((await server.inject({ url })).statusCode).toBe(401);
  }
  expect(said).toEqual([]);

  for (const [url, body] of OFFICE) expect([url, await post(url, vera, body)]).toEqual([url, 201]);
  for (const [url, body] of OWN) expect([url, await post(url, boris, body)]).toEqual([url, 201]);
  expect(said.map((one) => (one as unknown[]).slice(0, 2))).toEqual([
    ["ask", "m_vera"],
    ["part", "m_vera"],
    ["confirm", "m_vera"],
    ["drop", "m_vera"],
    ["effect", "m_vera"],
    ["undo", "m_vera"],
    ["confirmOwn", "m_boris"],
    ["dropOwn", "m_boris"],
    ["undoOwn", "m_boris"],
  ]);
});

test("codes are a member's own, and told apart by the session that asks", async () => {
  const said: unknown[] = [];
  const keep = (what: string) => async (by: Principal, body: unknown, sessionId: string) => {
    said.push([what, by.memberId, body, sessionId]);
    return { systems: [], codes: [], outcome: null };
  };
  const codes = { list: keep("list"), ask: keep("ask"), look: keep("look"), use: keep("use") };
  const { server, signIn, csrfOf } = await givenGateway({ codes });
  const headersOf = async (person: string) => {
    const cookie = await signIn(person);
    return { ...cookie, ...ORIGIN, "x-csrf": await csrfOf(cookie) };
  };
  const [one, other, vera] = [
    await headersOf("boris"),
    await headersOf("boris"),
    await headersOf("vera"),
  ];
  const post = async (url: string, headers: Record<string, string>, payload: object) =>
    (await server.inject({ method: "POST", url, headers, payload })).statusCode;
  const telegram = { system: "telegram" };
  const use = { ...telegram, number: "012345" };

  expect((await server.inject({ url: "/api/my/codes" })).statusCode).toBe(401);
  expect((await server.inject({ url: "/api/my/codes", headers: vera })).statusCode).toBe(403);
  expect(await post("/api/my/codes", vera, telegram)).toBe(403);
  expect(await post("/api/my/codes/use", { ...one, "x-csrf": "guess" }, use)).toBe(403);
  expect(await post("/api/my/codes/use", one, { ...use, number: "12345" })).toBe(400);
  expect(said).toEqual([]);
  expect(await post("/api/my/codes", one, telegram)).toBe(201);
  expect(await post("/api/my/codes/look", one, telegram)).toBe(201);
  expect(await post("/api/my/codes/use", other, use)).toBe(201);

  const sessions = said.map((word) => (word as unknown[])[3]);
  expect(said.map((word) => (word as unknown[]).slice(0, 3))).toEqual([
    ["ask", "m_boris", telegram],
    ["look", "m_boris", telegram],
    ["use", "m_boris", use],
  ]);
  expect(sessions[0]).toBe(sessions[1]);
  expect(sessions[2]).not.toBe(sessions[0]);
});

test("a word without the session's token, or from another page, is not heard", async () => {
  const { post, headersOf, said } = await givenDesk();
  const vera = await headersOf("vera");
  const [url, body] = OFFICE[2];

  const many = Array.from({ length: 51 }, (_, index) => `l${index}`);
  const undo = { linkIds: many, reason: "?" };
  expect(await post("/api/people/links/undo", vera, undo)).toBe(400);
  expect(await post(url, { ...vera, "x-csrf": "guess" }, body)).toBe(403);
  expect(await post(url, { ...vera, origin: "https://evil.example" }, body)).toBe(403);
  expect(await post(url, vera, { linkId: "" })).toBe(400);
  expect(await post(url, vera, { ...body, by: "a_other" })).toBe(400);

  expect(said).toEqual([]);
});
