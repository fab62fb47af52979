import { createHmac } from "node:crypto";

import { expect, test } from "vitest";

import { Secret } from "../../community/secrets.ts";
import { createDiscourseConnect } from "./discourse-connect.ts";

const SECRET = "a shared secret";
const sign = (sso: string) => createHmac("sha256", SECRET).update(sso).digest("hex");

function givenClub() {
  let now = 0;
  const connect = createDiscourseConnect({
    clubUrl: "https://club.example",
    returnUrl: "https://vklad.example/auth/discourse/return",
    secret: new Secret(SECRET),
    now: () => now,
  });
  const begin = (browser: string) => {
    const { searchParams } = new URL(connect.begin("/me/", browser));
    const asked = new URLSearchParams(
      Buffer.from(searchParams.get("sso") ?? "", "base64").toString(),
    );
    return asked.get("nonce") ?? "";
  };
  const answer = (nonce: string) =>
    Buffer.from(`nonce=${nonce}&external_id=17&username=anna`).toString("base64");
  return { connect, begin, answer, wait: (ms: number) => (now += ms) };
}

test("whom the club names is signed in, and comes back to the page asked for", () => {
  const { connect, begin, answer } = givenClub();
  const sso = answer(begin("browser-1"));

  expect(connect.finish(sso, sign(sso), "browser-1")).toEqual({ nativeId: "17", next: "/me/" });
});

test("an answer is good once", () => {
  const { connect, begin, answer } = givenClub();
  const sso = answer(begin("browser-1"));
  connect.finish(sso, sign(sso), "browser-1");

  expect(connect.finish(sso, sign(sso), "browser-1")).toBeNull();
});

test("an answer that is forged, late, or brought by another browser signs nobody in", () => {
  const { connect, begin, answer, wait } = givenClub();
  const forged = answer(begin("browser-1"));
  const stolen = answer(begin("browser-1"));
  const late = answer(begin("browser-1"));

  expect(connect.finish(forged, "00", "browser-1")).toBeNull();
  expect(connect.finish(stolen, sign(stolen), "browser-2")).toBeNull();
  wait(11 * 60_000);
  expect(connect.finish(late, sign(late), "browser-1")).toBeNull();
});
