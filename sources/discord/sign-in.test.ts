import { expect, onTestFinished, test } from "vitest";

import { type Asked, loopback, type Reply } from "../testing/loopback.ts";
import { seededBytes } from "../../test/seed.ts";
import { discordSignIn } from "./sign-in.ts";

const SECRET = seededBytes("the application of Discord").toString("hex");
const RETURN = "https://vklad.example.org/auth/prove/discord/return";
const signal = AbortSignal.timeout(30_000);

/** Discord's two endpoints: a code that was agreed to is exchanged once. */
async function givenDiscord(me: object = { id: "143776454050709505", username: "anna" }) {
  const codes = new Set(["agreed"]);
  const basic = `Basic ${Buffer.from(`17:${SECRET}`).toString("base64")}`;
  const server = await loopback(({ path, headers, body }: Asked): Reply => {
    const form = Object.fromEntries(new URLSearchParams(body));
    const isForm = headers["content-type"] === "application/x-www-form-urlencoded";
    if (path === "/oauth2/token" && isForm && headers.authorization === basic) {
      const isAgreed = form["redirect_uri"] === RETURN && codes.delete(`${form["code"]}`);
      if (form["grant_type"] !== "authorization_code" || !isAgreed)
        return { status: 400, json: { error: "invalid_grant" } };
      return { json: { access_token: "t", token_type: "Bearer", scope: "identify" } };
    }
    if (path === "/users/@me" && headers.authorization === "Bearer t") return { json: { ...me } };
    return { status: 401, json: { message: "401: Unauthorized", code: 0 } };
  });
  onTestFinished(() => server[Symbol.asyncDispose]());
  const pace = { perSecond: 1_000, burst: 1_000 };
  return discordSignIn({ url: server.url, clientId: "17", secret: SECRET, pace });
}

test("a person is sent to agree to nothing but who they are, and back with the state", async () => {
  const address = new URL((await givenDiscord()).addressFor({ state: "s.1", returnUrl: RETURN }));

  expect(address.origin + address.pathname).toBe("https://discord.com/oauth2/authorize");
  expect(Object.fromEntries(address.searchParams)).toEqual({
    ...{ response_type: "code", client_id: "17", scope: "identify", prompt: "consent" },
    ...{ state: "s.1", redirect_uri: RETURN },
  });
  expect(address.href).not.toContain(SECRET);
});

test("who agreed is whoever the code was given for, once", async () => {
  const signIn = await givenDiscord();
  const answer = { code: "agreed", returnUrl: RETURN };

  expect(await signIn.whoIs(answer, signal)).toBe("143776454050709505");

  const again = signIn.whoIs(answer, signal);
  await expect(again).rejects.toMatchObject({ name: "SourceRequestError" });
});

test.each([
  ["a bot", { id: "143776454050709505", bot: true }, "Error"],
  ["nobody", { username: "anna" }, "SourceShapeError"],
])("%s proves nothing", async (_who, me, name) => {
  const signIn = await givenDiscord(me);

  const who = signIn.whoIs({ code: "agreed", returnUrl: RETURN }, signal);

  await expect(who).rejects.toMatchObject({ name });
});
