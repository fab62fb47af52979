import { expect, test } from "vitest";
import { z } from "zod";

import { parseExactly } from "./exact-json.ts";
import { sortOut, withoutFields } from "./records.ts";
import type { Json } from "./source.ts";

const Keyed = z.looseObject({ id: z.int() });
const hash = (value: string) => `#${value}`;

test("a record without a readable key is set aside with a reason that shows no value", () => {
  const records = [{ id: 1, name: "Ada" }, { id: "ada@example.org" }, null];

  const { known, quarantined } = sortOut(Keyed, records);

  expect(known.map(({ record }) => record)).toEqual([records[0]]);
  expect(quarantined).toEqual([
    { record: records[1], reason: expect.stringContaining("id: ") },
    { record: null, reason: expect.stringContaining("expected object") },
  ]);
  expect(JSON.stringify(quarantined.map(({ reason }) => reason))).not.toContain("ada");
});

test("a record lands as it was sent, a number too large for JavaScript included", () => {
  const text =
    '{"id":1,"other":12345678901234567890,"nested":{"email":null,"n":[12345678901234567890]}}';
  const { known } = sortOut(Keyed, [parseExactly(text) as Json]);

  const landed = known.map(({ record }) =>
    withoutFields({ hash: [["**", "email"]] }, hash)(record),
  );

  expect(landed.map((record) => JSON.stringify(record))).toEqual([text]);
});

test("an e-mail becomes one keyed hash however it is written, and nothing stays nothing", () => {
  const clean = withoutFields({ hash: [["email"], ["secondary_emails"]] }, hash);

  expect(clean({ email: " Ada@Example.ORG ", secondary_emails: ["b@x.org", ""] })).toEqual({
    email: "#ada@example.org",
    secondary_emails: ["#b@x.org", null],
  });
  expect(clean({ email: null, secondary_emails: [] })).toEqual({
    email: null,
    secondary_emails: [],
  });
});

test("fields that must not land are gone at any depth, whatever their case, in lists too", () => {
  const clean = withoutFields({ drop: [["**", "ip_address"]], hash: [["**", "email"]] }, hash);

  const record = {
    IP_Address: "10.0.0.1",
    by: [{ Email: "a@x.org", ip_address: "10.0.0.2", deep: { ip_address: "10.0.0.3", n: 1 } }],
  };

  expect(clean(record)).toEqual({ by: [{ Email: "#a@x.org", deep: { n: 1 } }] });
});

test("a path that does not lead on leaves the record the object it was", () => {
  const record = { id: 1, nested: { email: "not at the top" } };

  expect(withoutFields({ hash: [["email"]] }, hash)(record)).toEqual(record);
});

test("a record nested 3,000 levels deep is one quarantined record, cleaned like the others", () => {
  const depth = 3_000;
  const deep = `${'{"email":"ada@example.org","in":'.repeat(depth)}1${"}".repeat(depth)}`;
  const records = parseExactly(`[{"id":1},{"id":2,"deep":${deep}},{"id":3}]`) as Json[];

  const { known, quarantined } = sortOut(
    Keyed,
    records.map(withoutFields({ hash: [["**", "email"]] }, () => "#")),
  );

  expect(known.map(({ record }) => record)).toEqual([{ id: 1 }, { id: 3 }]);
  expect(quarantined).toEqual([
    { record: expect.objectContaining({ id: 2 }), reason: "nested deeper than 500 levels" },
  ]);
  expect(JSON.stringify(quarantined)).not.toContain("ada");
});

test("a hashed field that is nested too deeply quarantines its record as well", () => {
  const [record] = parseExactly(
    `[{"id":1,"email":${"[".repeat(600)}${"]".repeat(600)}}]`,
  ) as Json[];

  const clean = withoutFields({ hash: [["email"]] }, hash);

  expect(sortOut(Keyed, [clean(record!)]).quarantined).toHaveLength(1);
});
