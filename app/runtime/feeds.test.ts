import { expect, test } from "vitest";

import type { Feed } from "../../sources/source.ts";
import { byName, declaredStreams, sweptFeeds, unreadSystems } from "./feeds.ts";

const [stream] = declaredStreams;

function feed(name: string, more: Partial<Feed> = {}): Feed {
  return {
    name,
    stream: stream!,
    fetchPage: () => Promise.reject(new Error("Nobody asks.")),
    ...more,
  };
}

test("several feeds of one stream stand side by side", () => {
  const live = feed(stream!.name);
  const archive = feed(`${stream!.name}@export`);

  expect([...byName([live, archive]).values()]).toEqual([live, archive]);
});

test("two feeds of one name are refused: they would share a cursor", () => {
  const twice = [feed(stream!.name), feed(stream!.name)];

  expect(() => byName(twice)).toThrow(`Two feeds are called ${stream!.name}`);
});

test("a feed that is not named after its stream is refused: it would land in another's folder", () => {
  expect(() => byName([feed("users@export")])).toThrow(
    `expected ${stream!.name} for the live feed`,
  );
  expect(() => byName([feed(`${stream!.name}@../x`)])).toThrow("expected");
});

test("a feed of a stream that nobody declares is refused: it would never be loaded", () => {
  const unknown = { name: "diary", primaryKey: ["id"] };

  expect(() => byName([feed("diary", { stream: unknown })])).toThrow("does not declare");
});

test("no two systems declare one stream", () => {
  const names = declaredStreams.map(({ name }) => name);

  expect(new Set(names).size).toBe(names.length);
});

test("only feeds that list what still exists are swept", () => {
  const sweeping = feed(stream!.name, {
    sweep: async () => ({ keys: [], after: null, done: true }),
  });

  expect(sweptFeeds(byName([sweeping, feed(`${stream!.name}@export`)]))).toEqual([stream!.name]);
});

test.each([
  [["nocodb_records", "nocodb_tables"], ["nocodb"]],
  [["nocodb_records"], []],
  [["guides_sections", "discourse_posts"], ["guides"]],
  [[], []],
])("of %j nothing was read of %j", (failed, systems) => {
  expect(unreadSystems(failed)).toEqual(systems);
});
