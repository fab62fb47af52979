import { expect, test } from "vitest";

import type { Principal } from "../data/principal.ts";
import { givenGateway, ORIGIN } from "../given-gateway.ts";
import type { Said } from "./desk.ts";

const SAID: Said = {
  ...{ attemptId: "r_1", textDigest: "ab".repeat(32), taskId: "t1", cohortId: "s1" },
  ...{ verdict: "accepted", grade: 4, remark: null, way: "page" },
};

/** Gleb is a master; what reaches the desk is kept, with whose it is. */
async function givenDesk() {
  const said: unknown[] = [];
  const given = await givenGateway({
    verdicts: {
      list: async ({ memberId }) => [{ attemptId: `of ${memberId}` }] as never,
      state: async ({ memberId }: Principal, { statements }) => {
        said.push([memberId, ...statements]);
        return [];
      },
    },
  });
  const post = async (headers: Record<string, string>, payload: object | string) =>
    (await given.server.inject({ method: "POST", url: "/api/verdicts", headers, payload }))
      .statusCode;
  return { ...given, post, said };
}

test("a verdict needs the session's token, our own page and the role of a master", async () => {
  const { signIn, csrfOf, post, said } = await givenDesk();
  const [gleb, boris, vera] = [await signIn("gleb"), await signIn("boris"), await signIn("vera")];
  const csrf = await csrfOf(gleb);
  const body = { statements: [SAID] };

  const refused = [
    await post({ ...ORIGIN, "x-csrf": csrf }, body),
    await post({ ...gleb, ...ORIGIN }, body),
    await post({ ...gleb, ...ORIGIN, "x-csrf": "guess" }, body),
    await post({ ...gleb, host: ORIGIN.host, "x-csrf": csrf }, body),
    await post({ ...gleb, ...ORIGIN, origin: "https://evil.example", "x-csrf": csrf }, body),
    await post({ ...boris, ...ORIGIN, "x-csrf": await csrfOf(boris) }, body),
    await post({ ...vera, ...ORIGIN, "x-csrf": await csrfOf(vera) }, body),
    await post({ ...boris, ...ORIGIN, "x-csrf": csrf }, body),
  ];

  expect(refused).toEqual([401, 403, 403, 403, 403, 403, 403, 403]);
  expect(said).toEqual([]);
  expect(await post({ ...gleb, ...ORIGIN, "x-csrf": csrf }, body)).toBe(201);
  expect(said).toEqual([["m_gleb", SAID]]);
});

test.each([
  ["no statement", []],
  ["a digest that is none", [{ ...SAID, textDigest: "ab" }]],
  ["a verdict that is none", [{ ...SAID, verdict: "praised" }]],
  ["a grade past five", [{ ...SAID, grade: 6 }]],
  ["a grade in between", [{ ...SAID, grade: 4.5 }]],
  ["a way that only the webhooks have", [{ ...SAID, way: "webhook" }]],
  ["a withdrawal with a grade", [{ ...SAID, verdict: "withdrawn" }]],
  ["values that are pinned by the server", [{ ...SAID, complexity: "9000000" }]],
  ["more than one click confirms", Array.from({ length: 501 }, () => SAID)],
] as const)("a body with %s reaches no desk", async (_, statements) => {
  const { signIn, csrfOf, post, said } = await givenDesk();
  const gleb = await signIn("gleb");

  const status = await post({ ...gleb, ...ORIGIN, "x-csrf": await csrfOf(gleb) }, { statements });

  expect([status, said]).toEqual([400, []]);
});

test("hundreds of confirmations with remarks fit one request", async () => {
  const { signIn, csrfOf, post } = await givenDesk();
  const gleb = await signIn("gleb");
  const statements = Array.from({ length: 500 }, (_, index) => ({
    ...{ ...SAID, attemptId: `r_${index}`, remark: "Граница названа. ".repeat(40) },
  }));

  expect(await post({ ...gleb, ...ORIGIN, "x-csrf": await csrfOf(gleb) }, { statements })).toBe(
    201,
  );
});

test("what is not meant for the address is not even read", async () => {
  const { signIn, csrfOf, post } = await givenDesk();
  const boris = await signIn("boris");
  const headers = { ...ORIGIN, "content-type": "application/json" };

  const statuses = [
    await post(headers, "{ torn"),
    await post({ ...boris, ...headers, "x-csrf": await csrfOf(boris) }, "{ torn"),
  ];

  expect(statuses).toEqual([401, 403]);
});

test("statements are told to masters, each in their own name, and to nobody else", async () => {
  const { server, signIn } = await givenDesk();
  const people = await Promise.all(["gleb", "boris", "vera", "anna"].map(signIn));

  const answers = await Promise.all(
    [...people, {}].map((headers) => server.inject({ url: "/api/verdicts", headers })),
  );

  expect(answers.map(({ statusCode }) => statusCode)).toEqual([200, 403, 403, 403, 401]);
  expect(answers[0]?.json()).toEqual([{ attemptId: "of m_gleb" }]);
});
