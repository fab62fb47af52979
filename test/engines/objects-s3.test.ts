/** Object storage as its port promises, on a server that speaks S3. */
import { createServer } from "node:http";
import { once } from "node:events";
import type { AddressInfo } from "node:net";

import { expect, test } from "vitest";

import { openS3 } from "../../warehouse/objects/index.ts";
import { givenObjects } from "./given-objects.ts";

const bytes = (text: string) => new TextEncoder().encode(text);
const textOf = (stored: { readonly bytes: Uint8Array } | null) =>
  stored === null ? null : Buffer.from(stored.bytes).toString();

test("what was put is there under its name, and nothing where nobody put any", async () => {
  const objects = givenObjects();

  expect(await objects.get("a/b.json")).toBeNull();
  expect(await objects.put("a/b.json", bytes("1"))).toBe(true);

  expect(textOf(await objects.get("a/b.json"))).toBe("1");
  await objects.remove("a/b.json");
  await objects.remove("a/b.json");
  expect(await objects.get("a/b.json")).toBeNull();
});

test("one that is still the same is not brought again", async () => {
  const objects = givenObjects();
  await objects.put("current", bytes("1"));
  const { tag } = (await objects.get("current")) ?? expect.unreachable();

  expect(await objects.get("current", { tag })).toBeNull();
  await objects.put("current", bytes("2"));
  expect(textOf(await objects.get("current", { tag }))).toBe("2");
});

test("of many who put the first, or follow the same, one wins and the others are told", async () => {
  const objects = givenObjects();
  const race = (condition: { readonly isAbsent: true } | { readonly tag: string }, from: number) =>
    Promise.all(
      Array.from({ length: 8 }, (_, index) =>
        objects.put("current", bytes(`${from + index}`), condition),
      ),
    );

  const first = await race({ isAbsent: true }, 0);
  const { tag } = (await objects.get("current")) ?? expect.unreachable();
  const second = await race({ tag }, 10);

  const winners = [first, second].map((all) => all.flatMap((won, index) => (won ? index : [])));
  expect(winners.map((all) => all.length)).toEqual([1, 1]);
  expect(textOf(await objects.get("current"))).toBe(`${10 + (winners[1]?.[0] ?? 0)}`);
});

test("a put whose answer was lost is told as done, whatever its condition says by then", async () => {
  const objects = givenObjects();
  await objects.put("current", bytes("ours"));

  expect(await objects.put("current", bytes("ours"), { isAbsent: true })).toBe(true);
  expect(await objects.put("current", bytes("theirs"), { isAbsent: true })).toBe(false);
});

test("all of a name's beginning are listed in order, more than one answer holds", async () => {
  const objects = givenObjects();
  const names = Array.from({ length: 1_003 }, (_, index) => `a/${String(index).padStart(5, "0")}`);
  for (let from = 0; from < names.length; from += 50)
    await Promise.all(
      names.slice(from, from + 50).map(async (name) => await objects.put(name, bytes(name))),
    );
  await objects.put("b/a +&ж.json", bytes("x"));

  expect((await objects.list("a/")).map(({ name }) => name)).toEqual(names);
  expect((await objects.list("b/")).map(({ name }) => name)).toEqual(["b/a +&ж.json"]);
  expect(textOf(await objects.get("b/a +&ж.json"))).toBe("x");
  expect(await objects.list("none/")).toEqual([]);
});

test("a server that is busy is asked again, one that refuses is named without what it quotes", async () => {
  const answers = [503, 429, 200];
  const asked: string[] = [];
  await using server = createServer((request, response) => {
    asked.push(request.url ?? "");
    const status = answers.shift() ?? 403;
    response.writeHead(status, { etag: '"1"' });
    response.end(status === 403 ? "<Error><Code>AccessDenied</Code><Key>vklad</Key></Error>" : "x");
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const objects = openS3({
    url: `http://127.0.0.1:${port}/bucket`,
    region: "us-east-1",
    keyId: { reveal: () => "vklad" },
    key: { reveal: () => "a key" },
  });

  expect(textOf(await objects.get("a"))).toBe("x");
  expect(asked).toEqual(["/bucket/a", "/bucket/a", "/bucket/a"]);
  const refused = objects.get("a");
  await expect(refused).rejects.toMatchObject({ name: "ObjectsUnreachableError" });
  await expect(refused).rejects.toThrow(/\/bucket cannot be used: it answers 403 AccessDenied\./);
});
