import { chmodSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { inspect } from "node:util";

import { afterAll, expect, test } from "vitest";

import { seededBytes } from "../../../test/seed.ts";
import { ensureSettlerKey, readSettlerKey, settlerOf } from "./settler-key.ts";

const folder = mkdtempSync(join(tmpdir(), "vklad-key-"));
const seed = seededBytes("a settler");

afterAll(() => rmSync(folder, { recursive: true, force: true }));

test("a settler shows [secret] however it is printed", () => {
  const settler = settlerOf(seed);
  const shown = [
    inspect({ settler }, { depth: 9 }),
    JSON.stringify({ settler }),
    `${settler as unknown as string}`,
  ];

  expect(shown).toEqual(["{ settler: [secret] }", '{"settler":"[secret]"}', "[secret]"]);
});

test("a key that was made is read again as the same key", () => {
  const file = join(folder, "made", "settler.json");

  expect(ensureSettlerKey(file).address).toBe(readSettlerKey(file).address);
});

test("the settler's key is made readable by its owner only", () => {
  const file = join(folder, "private", "settler.json");

  ensureSettlerKey(file);

  expect(statSync(file).mode & 0o777).toBe(0o600);
});

test("a key file that others can read is refused with the command that mends it", () => {
  const file = join(folder, "open", "settler.json");
  ensureSettlerKey(file);
  chmodSync(file, 0o644);

  expect(() => readSettlerKey(file)).toThrow(`Run: chmod 600 ${file}`);
});

test("a key whose halves do not belong together is refused", () => {
  const file = join(folder, "halves", "settler.json");
  mkdirSync(dirname(file));
  const wrong = [...seed, ...settlerOf(seed.toReversed()).publicKey];
  writeFileSync(file, JSON.stringify(wrong), { mode: 0o600 });

  expect(() => readSettlerKey(file)).toThrow("do not belong together");
});

test.each(["", "[1,2,3]", '"secret"', `[${"256,".repeat(63)}256]`])(
  "a key file with %j is refused by its name",
  (text) => {
    const file = join(folder, "bad.json");
    writeFileSync(file, text, { mode: 0o600 });

    expect(() => readSettlerKey(file)).toThrow(`${file} is not a JSON array of 64 bytes`);
  },
);
