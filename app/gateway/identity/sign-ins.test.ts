/** A sign-in at another system proves an account there, for the session that began it. */
import { expect, test } from "vitest";

import { standingLinks } from "../../../warehouse/ledger/index.ts";
import { account, givenLinks } from "../../../warehouse/ledger/people/links/given-links.ts";
import type { Principal, Published } from "../data/principal.ts";
import { givenGateway, NOBODY, ORIGIN } from "../given-gateway.ts";
import { createSignInDesk } from "./sign-ins.ts";

const ANNA = account("anna in the club", "discourse");
const BORIS = account("boris in the club", "discourse");
const DISCORD = { system: "discord" };
const SESSION = "the session that went";
const RETURN = "https://vklad.example.org/auth/prove/discord/return";

const principal = ({ account: key }: typeof ANNA): Principal => ({
  ...{ account: key, memberId: "m", name: "?", roles: ["trainee"], cohorts: new Map() },
});
const anna = principal(ANNA);

async function givenSignIns() {
  const given = await givenLinks();
  const exchanged: string[] = [];
  const discord = {
    namespace: "discord",
    returnUrl: RETURN,
    accountOf: (nativeId: string) => account(`somebody's ${nativeId}`).account,
    signIn: {
      addressFor: ({ state }: { state: string }) => `https://discord.example/?state=${state}`,
      async whoIs({ code, returnUrl }: { code: string; returnUrl: string }) {
        exchanged.push(`${code} ${returnUrl}`);
        if (code === "refused") throw new Error("invalid_grant");
        return code;
      },
    },
  };
  const desk = createSignInDesk({
    systems: new Map([["discord", discord]]),
    ledger: given.ledger,
    now: () => given.clock.now,
    published: () => ({ people: NOBODY }) as unknown as Published,
  });
  const begin = async (by = anna, session = SESSION) => {
    const { address } = await desk.begin(by, DISCORD, session);
    return new URL(address).searchParams.get("state") ?? "";
  };
  const dispose = given[Symbol.asyncDispose];
  return { ...given, desk, begin, exchanged, [Symbol.asyncDispose]: dispose };
}

test("who agreed there is linked with the account of the session that went", async () => {
  await using given = await givenSignIns();
  const state = await given.begin();

  const outcome = await given.desk.finish(anna, { ...DISCORD, code: "17", state }, SESSION);

  expect([outcome, given.exchanged]).toEqual(["linked", [`17 ${RETURN}`]]);
  expect(standingLinks(await given.ledger.read())).toMatchObject([
    {
      ...{ a: ANNA.account, b: account("somebody's 17").account, method: "proof" },
      evidence: "sign-in:discord",
    },
  ]);
});

test("an answer of another session or account, twice, late or forged is not even exchanged", async () => {
  await using given = await givenSignIns();
  const { desk, begin, exchanged, ledger, clock } = given;
  const state = await begin();
  const over = { name: "DeskRefusal", code: "sign_in_over" };
  const answer = { ...DISCORD, code: "17", state };

  await expect(desk.finish(anna, answer, "another session")).rejects.toMatchObject(over);
  await expect(desk.finish(principal(BORIS), answer, SESSION)).rejects.toMatchObject(over);
  const forged = { ...answer, state: `${state}x` };
  await expect(desk.finish(anna, forged, SESSION)).rejects.toMatchObject(over);
  expect(exchanged).toEqual([]);
  await desk.finish(anna, answer, SESSION);
  await expect(desk.finish(anna, answer, SESSION)).rejects.toMatchObject(over);
  const late = await begin();
  clock.now = new Date(clock.now.getTime() + 10 * 60_000);
  const tooLate = desk.finish(anna, { ...answer, state: late }, SESSION);
  await expect(tooLate).rejects.toMatchObject(over);

  expect(exchanged).toHaveLength(1);
  expect(standingLinks(await ledger.read())).toHaveLength(1);
});

test("what the system does not confirm, and a system without a sign-in, prove nothing", async () => {
  await using given = await givenSignIns();
  const { desk, begin, ledger } = given;
  const refused = { ...DISCORD, code: "refused", state: await begin() };
  await expect(desk.finish(anna, refused, SESSION)).rejects.toMatchObject({ code: "not_told" });

  const other = desk.begin(anna, { system: "nocodb" }, SESSION);

  await expect(other).rejects.toMatchObject({ code: "not_provable" });
  expect(standingLinks(await ledger.read())).toEqual([]);
});

test("the way back is a session's own, and tells a page where nothing was linked", async () => {
  const said: unknown[] = [];
  const signIns = {
    list: () => ({ systems: ["discord"] }),
    begin: async () => ({ address: "https://discord.example/" }),
    finish: async (by: Principal, answer: object, sessionId: string) => {
      said.push([by.memberId, answer, sessionId.length > 10]);
      return "linked" as const;
    },
  };
  const { server, signIn, csrfOf } = await givenGateway({ signIns });
  const headers = await signIn("boris");
  const csrf = await csrfOf(headers);
  const back = "/auth/prove/discord/return?code=17&state=s.1";

  const without = await server.inject({ url: back });
  expect([without.statusCode, without.headers.location]).toEqual([
    302,
    `/auth/login?next=${encodeURIComponent(back)}`,
  ]);
  const declined = await server.inject({
    ...{ url: "/auth/prove/discord/return?error=access_denied&state=s.1", headers },
  });
  expect([declined.statusCode, declined.body.includes("Ничего не связано")]).toEqual([403, true]);
  expect(said).toEqual([]);
  const begun = await server.inject({
    ...{ method: "POST", url: "/api/my/sign-ins", payload: DISCORD },
    headers: { ...headers, ...ORIGIN, "x-csrf": csrf },
  });
  expect(begun.json()).toEqual({ address: "https://discord.example/" });
  const linked = await server.inject({ url: back, headers });
  expect([linked.statusCode, linked.headers.location]).toEqual([303, "/me/accounts/"]);
  expect(said).toEqual([["m_boris", { system: "discord", code: "17", state: "s.1" }, true]]);
});
