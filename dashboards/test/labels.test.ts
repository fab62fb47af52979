import { readFileSync } from "node:fs";

import { expect, test } from "vitest";

import { connectors } from "../../app/community/connectors.ts";
import { LABELS } from "../components/labels.js";

test("no code has two words in one list: the second would silently take the first one's place", () => {
  const source = readFileSync(new URL("../components/labels.js", import.meta.url), "utf8");
  // On one line, or on many.
  const lists = [...source.matchAll(/^ {2}(\w+): \{(?:([^\n]*)\},|\n(.*?)^ {2}\},)$/gms)];
  const twice = lists.flatMap(([, kind, short, long]) => {
    const codes = [...(short ?? long ?? "").matchAll(/(\w+): "/g)].map(([, code]) => code);
    return codes
      .filter((code, index) => codes.indexOf(code) !== index)
      .map((code) => `${kind}.${code}`);
  });

  expect(lists.map(([, kind]) => kind).toSorted()).toEqual(Object.keys(LABELS).toSorted());
  expect(twice).toEqual([]);
});

test("a kept line whose time is over is told apart from a plan whose time is over", () => {
  const { taken_back, expired } = LABELS.payment;

  expect(taken_back).toBe("срок хранения вышел, вернулось в остаток");
  expect(expired).toBe("срок плана вышел");
});

test("each stream that a connector brings has a name in words", () => {
  const streams = connectors.flatMap((connector) => connector.streams.map(({ name }) => name));
  const named = LABELS.stream as Readonly<Record<string, string>>;

  expect(streams.filter((name) => named[name] === undefined)).toEqual([]);
});
