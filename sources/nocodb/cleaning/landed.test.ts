import { expect, test } from "vitest";

import type { Json } from "../../source.ts";
import { landedCleaner } from "./landed.ts";

const hash = (value: string) => `#${value.length}`;

const MEMBERS = { id: "mm", columns: [{ id: "c1", title: "Mail", uidt: "Email" }] };
const ANSWERS = (contact: string) => ({
  id: "ma",
  columns: [
    { id: "c2", title: "Text", uidt: "LongText" },
    { id: "c3", title: "Contact", uidt: contact },
    {
      id: "c4",
      title: "Members",
      uidt: "LinkToAnotherRecord",
      colOptions: { fk_related_model_id: "mm" },
    },
  ],
});

function cleaned(fields: Json, described: readonly unknown[] = [MEMBERS, ANSWERS("Email")]) {
  const line = JSON.stringify({ table_id: "ma", Id: 1, fields });
  return (JSON.parse(landedCleaner(described as Json[], hash)(line)) as { fields: Json }).fields;
}

test("a linked row that landed in clear is cleaned by the columns of its table", () => {
  expect(cleaned({ Text: "see ada@x.org", Members: [{ Id: 1, Mail: "ada@x.org" }] })).toEqual({
    Text: "see ada@x.org",
    Members: [{ Id: 1, Mail: "#9" }],
  });
});

test("what landed as a hash stays the hash that it is", () => {
  expect(cleaned({ Contact: "0a1b2c" })).toEqual({ Contact: "0a1b2c" });
});

test("a column that held addresses once is cleaned though it holds text now", () => {
  const described = [MEMBERS, ANSWERS("Email"), ANSWERS("SingleLineText")];

  expect(cleaned({ Contact: ["ada@x.org"] }, described)).toEqual({ Contact: ["#9"] });
});

test("of a column that nothing describes the texts stay, without their contacts", () => {
  expect(cleaned({ Gone: { note: "mail ada@x.org", n: 1 } })).toEqual({
    Gone: { note: "mail #9", n: 1 },
  });
});

test("a record in which nothing changes is the line that it was, digit by digit", () => {
  const line = '{"table_id":"ma","Id":12345678901234567890, "fields":{"Text":"plain"}}';

  expect(landedCleaner([MEMBERS, ANSWERS("Email")], hash)(line)).toBe(line);
});
