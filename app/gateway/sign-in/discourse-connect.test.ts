import { createHmac } from "node:crypto";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

import { expect, test } from "vitest";

import { Secret } from "../../community/secrets.ts";
import { createDiscourseConnect } from "./discourse-connect.ts";

const SECRET = "a shared secret";
const sign = (sso: string) => createHmac("sha256", SECRET).update(sso).digest("hex");

const STRANGERS = 10_000;

setFlagsFromString("--expose-gc");
const collectGarbage = runInNewContext("gc") as () => void;

function heapUsed(): number {
  collectGarbage();
  return process.memoryUsage().heapUsed;
}

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

test("no number of strangers who begin a sign-in disturbs one that is under way", () => {
  const { connect, begin, answer } = givenClub();
  const sso = answer(begin("browser-1"));
  const before = heapUsed();
  for (let stranger = 0; stranger < STRANGERS; stranger += 1)
    connect.begin("/me/", `stranger-${stranger}`);

  const grown = heapUsed() - before;

  expect(connect.finish(sso, sign(sso), "browser-1")).toEqual({ nativeId: "17", next: "/me/" });
  // One that is kept takes a hundred bytes at the very least.
  expect(grown).toBeLessThan(STRANGERS * 20);
});

test("two tabs of one browser may be signed in at the same time", () => {
  const { connect, begin, answer } = givenClub();
  const [first, second] = [answer(begin("browser-1")), answer(begin("browser-1"))];

  expect(connect.finish(second, sign(second), "browser-1")?.nativeId).toBe("17");
  expect(connect.finish(first, sign(first), "browser-1")?.nativeId).toBe("17");
});

test("an answer whose nonce was touched signs nobody in, and neither does one without", () => {
  const { connect, begin, answer } = givenClub();
  const [random = "", expires = "", page = "", tag = ""] = begin("browser-1").split(".");
  const elsewhere = Buffer.from("/committee/").toString("base64url");
  const touched = [
    [random, `${Number(expires) + 1}`, page, tag],
    [random, expires, elsewhere, tag],
    [`${random}A`, expires, page, tag],
    [random, expires, page, ""],
    [""],
  ];

  for (const parts of touched) {
    const sso = answer(parts.join("."));
    expect([parts, connect.finish(sso, sign(sso), "browser-1")]).toEqual([parts, null]);
  }
});

test("a sign-in that the club refused leaves the nonce for the next try", () => {
  const { connect, begin } = givenClub();
  const nonce = begin("browser-1");
  const refused = Buffer.from(`nonce=${nonce}&failed=true&external_id=17`).toString("base64");
  const named = Buffer.from(`nonce=${nonce}&external_id=17`).toString("base64");

  expect(connect.finish(refused, sign(refused), "browser-1")).toBeNull();
  expect(connect.finish(named, sign(named), "browser-1")?.next).toBe("/me/");
});
