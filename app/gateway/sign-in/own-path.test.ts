import { validateHeaderValue } from "node:http";

import { expect, test } from "vitest";

import { fc } from "../../../test/property.ts";
import { givenGateway, ORIGIN } from "../given-gateway.ts";
import { ownPath } from "./own-path.ts";

const PAGE = "https://vklad.example/auth/demo";

/** What parsers of addresses disagree on, drop or take for something else. */
const PIECES = [
  ...["/", "//", "\\", "\t", "\n", "\r", "\0", "\u007f", " ", "\u00a0", "\ufeff", "\u2028"],
  ...[".", "..", "./", "../", "%2e", "%2f", "%5c", "%09", "%0a", "%00", "%", "@", ":", "?", "#"],
  ...["evil.example", "https:", "javascript:", "data:", "[::1]", "::1", "user@", ":80", "ж", "😀"],
  ...["me", "committee", "plan", "x=1", "&", ";", "\ud800", "／", "＼"],
];

const hostile = fc
  .array(fc.oneof(fc.constantFrom(...PIECES), fc.string({ unit: "binary", maxLength: 3 })), {
    maxLength: 8,
  })
  .map((pieces) => pieces.join(""));

test("whatever is asked for, the browser is sent to a page of this origin", () => {
  fc.assert(
    fc.property(
      fc.oneof(
        hostile,
        hostile.map((text) => `/${text}`),
      ),
      (next) => {
        const path = ownPath(next);
        validateHeaderValue("location", path);
        expect([path, new URL(path, PAGE).origin]).toEqual([path, "https://vklad.example"]);
      },
    ),
    { numRuns: 20_000 },
  );
});

test("a page of ours is come back to as it was asked for, with its query and its place", () => {
  const word = fc.stringMatching(/^[a-z0-9_~-]{1,8}$/);
  const page = fc
    .tuple(fc.array(word, { maxLength: 4 }), fc.option(word), fc.option(word))
    .map(([parts, query, place]) =>
      [
        `/${parts.join("/")}`,
        query === null ? "" : `?${query}=1`,
        place === null ? "" : `#${place}`,
      ].join(""),
    );
  fc.assert(
    fc.property(page, (next) => {
      expect(ownPath(next)).toBe(next);
    }),
    { numRuns: 2_000 },
  );
});

test("what is no path, is asked for twice or is longer than any of ours leads home", () => {
  expect([undefined, ["/me/", "/me/"], "", "me/", `/${"a".repeat(3_000)}`].map(ownPath)).toEqual(
    Array(5).fill("/"),
  );
});

test.each([
  "//evil.example/",
  "/\\evil.example/",
  "/\t/evil.example/",
  "/\n/evil.example/",
  "/.//evil.example/",
  "/%2e//evil.example/",
  "https://evil.example/",
])("a sign-in with next=%j leads to a page of ours", async (next) => {
  const { server } = await givenGateway();

  const shown = await server.inject({ url: "/auth/login", query: { next } });
  const signedIn = await server.inject({
    method: "POST",
    url: "/auth/demo",
    headers: ORIGIN,
    payload: { person: "anna", next },
  });

  expect([shown.statusCode, signedIn.statusCode, signedIn.headers.location]).toEqual([
    ...[200, 303, "/"],
  ]);
});
