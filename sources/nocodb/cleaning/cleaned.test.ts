import { describe, expect, test } from "vitest";

import { parseExactly } from "../../exact-json.ts";
import type { Json } from "../../source.ts";
import { cleanedRow } from "./cleaned.ts";
import { columnsIn } from "./columns.ts";
import { inWords, treatmentsIn } from "./treatment.ts";

const hash = (value: string) => `#${value.length}`;

interface Sent {
  readonly id: string;
  readonly title?: string;
  readonly uidt: string;
  readonly [option: string]: Json | undefined;
}

/** Columns as the server describes them; what a link or lookup is made of stands in `colOptions`. */
function described(columns: readonly Sent[]) {
  return columnsIn({
    columns: columns.map(({ id, title = id, uidt, ...colOptions }) => ({
      id,
      title,
      uidt,
      colOptions: colOptions as Json,
    })),
  });
}

const MEMBERS = described([
  { id: "Name", uidt: "SingleLineText" },
  { id: "Mail", uidt: "Email" },
  { id: "Phone", uidt: "PhoneNumber" },
  { id: "Who", uidt: "User" },
  { id: "More", uidt: "JSON" },
]);
const LINK = { id: "Member", uidt: "LinkToAnotherRecord", fk_related_model_id: "members" };

/** One row of a table with these columns and a link to the members, as it lands. */
function landed(columns: readonly Sent[], row: Readonly<Record<string, Json>>): Json {
  const tables = new Map([
    ["members", MEMBERS],
    ["answers", described([LINK, ...columns])],
  ]);
  return cleanedRow(row, treatmentsIn("answers", tables), hash);
}

function lookup(target: string): Sent {
  return {
    id: "Shown",
    uidt: "Lookup",
    fk_relation_column_id: "Member",
    fk_lookup_column_id: target,
  };
}

describe("by the column's type", () => {
  test("of an address its hash lands, of a phone nothing", () => {
    const columns = [
      { id: "Почта", uidt: "Email" },
      { id: "Телефон", uidt: "PhoneNumber" },
    ];

    expect(landed(columns, { Почта: " Ada@x.org", Телефон: "8 900 000-00-00" })).toEqual({
      Почта: "#9",
    });
  });

  test("of a user everything lands but the address", () => {
    const user = { id: "us1", email: "ada@x.org", display_name: "Ada", meta: null };

    expect(landed([{ id: "By", uidt: "CreatedBy" }], { By: [user] })).toEqual({
      By: [{ ...user, email: "#9" }],
    });
  });

  test("a user whose name is an address is known by its hash", () => {
    const user = { id: "us1", email: "ada@x.org", display_name: "Ada@x.org" };

    expect(landed([{ id: "By", uidt: "User" }], { By: user })).toEqual({
      By: { id: "us1", email: "#9", display_name: "#9" },
    });
  });

  test("a linked row is cleaned by the columns of its own table", () => {
    const linked = { Id: 7, Name: "Ada", Mail: "ada@x.org", Phone: "+7 900 000 00 00" };

    expect(landed([], { Member: [linked, { Mail: null }] })).toEqual({
      Member: [{ Id: 7, Name: "Ada", Mail: "#9" }, { Mail: null }],
    });
  });

  test("rows in between of a many-to-many link keep their keys and no text", () => {
    const columns = [{ id: "mm", uidt: "LinkToAnotherRecord", fk_related_model_id: "between" }];
    const between = [{ answers_id: 1, members_id: 7, note: "ada@x.org" }];

    expect(landed(columns, { mm: between })).toEqual({
      mm: [{ answers_id: 1, members_id: 7, note: null }],
    });
  });

  test.each([
    ["Name", ["Ada"], ["Ada"]],
    ["Mail", ["ada@x.org", null], ["#9", null]],
    ["Who", [{ id: "us1", email: "ada@x.org" }], [{ id: "us1", email: "#9" }]],
    ["More", ['{"mail":"ada@x.org"}'], ['{"mail":"#9"}']],
    ["gone", ["ada", 3], [null, 3]],
  ])("a lookup of %s lands as that column does", (target, sent, expected) => {
    expect(landed([lookup(target)], { Shown: sent })).toEqual({ Shown: expected });
  });

  test("a lookup of a phone lands nothing", () => {
    expect(landed([lookup("Phone")], { Shown: ["8 900"] })).toEqual({});
  });

  test("a lookup of a lookup is traced to the column that it shows", () => {
    const tables = new Map([
      ["members", MEMBERS],
      ["answers", described([LINK, lookup("Mail")])],
      [
        "attempts",
        described([
          { id: "Answer", uidt: "LinkToAnotherRecord", fk_related_model_id: "answers" },
          {
            id: "Far",
            uidt: "Lookup",
            fk_relation_column_id: "Answer",
            fk_lookup_column_id: "Shown",
          },
        ]),
      ],
    ]);

    const row = cleanedRow({ Far: [["ada@x.org"]] }, treatmentsIn("attempts", tables), hash);

    expect(row).toEqual({ Far: [["#9"]] });
  });

  test("a formula made from an address is no text that lands, one of other columns is", () => {
    const columns = [
      { id: "Mail", uidt: "Email" },
      { id: "Name", uidt: "SingleLineText" },
      { id: "A", uidt: "Formula", formula: "CONCAT({{Name}}, ' <', {{Mail}}, '>')" },
      { id: "B", uidt: "Formula", formula: "UPPER({{Name}})" },
      { id: "C", uidt: "Formula", formula: "LEN({{A}})" },
    ];

    expect(landed(columns, { A: "Ada <ada@x.org>", B: "ADA", C: 15 })).toEqual({
      A: null,
      B: "ADA",
      C: 15,
    });
  });

  test("a lookup that leads back to itself lands no text", () => {
    const self = { id: "Self", uidt: "LinkToAnotherRecord", fk_related_model_id: "answers" };
    const shown = {
      id: "Loop",
      uidt: "Lookup",
      fk_relation_column_id: "Self",
      fk_lookup_column_id: "Loop",
    };

    expect(landed([self, shown], { Loop: ["who knows", 1] })).toEqual({ Loop: [null, 1] });
  });

  test("JSON is searched at any depth, sent as a value or as a text", () => {
    const value = {
      who: { "E-mail": "ada@x.org", phones: ["+79000000000", 79000000000] },
      note: "write to ada@x.org or call +7 900 000-00-00",
      "eva@x.org": ["8 (900) 000-00-00", "2026-10-05 09:00:00", 12],
    };
    const expected = {
      who: { "E-mail": "#9" },
      note: "write to #9 or call ",
      "#9": [null, "2026-10-05 09:00:00", 12],
    };
    const columns = [{ id: "More", uidt: "JSON" }];

    expect(landed(columns, { More: value })).toEqual({ More: expected });
    expect(landed(columns, { More: JSON.stringify(value) })).toEqual({
      More: JSON.stringify(expected),
    });
  });

  test("of a column that the table's description does not name, numbers land", () => {
    expect(landed([], { Id: 7, "New column": "ada@x.org", Deep: { n: 1, s: "x" } })).toEqual({
      Id: 7,
      "New column": null,
      Deep: { n: 1, s: null },
    });
  });
});

describe("whatever the column's type", () => {
  const TEXT = [{ id: "Text", uidt: "LongText" }];

  test.each([
    ["ada@x.org", "#9"],
    ["mailto:Ada@x.org", "#9"],
    ["ada@x.org; eva@yy.org", "#9, #10"],
    ["+7 (900) 000-00-00", null],
    ["tel:89000000000", null],
    ["ada@почта.рф", "#12"],
  ])("a text that is nothing but a contact is cleaned: %s", (sent, expected) => {
    expect(landed(TEXT, { Text: sent })).toEqual({ Text: expected });
  });

  test.each([
    "Write to ada@x.org if the model is unclear.",
    "2 + 2 = 4",
    "@ada, see above",
    "",
    "12345678901",
    "a@b",
  ])("what somebody wrote lands as it is: %s", (sent) => {
    expect(landed(TEXT, { Text: sent })).toEqual({ Text: sent });
  });

  test("links that open a file without a token do not land", () => {
    const file = { title: "essay.pdf", signedPath: "s3cret", thumbnails: { signedUrl: "s" } };

    expect(landed([{ id: "File", uidt: "Attachment" }], { File: [file] })).toEqual({
      File: [{ title: "essay.pdf", thumbnails: {} }],
    });
  });

  test("a number too large for JavaScript keeps its digits", () => {
    const row = parseExactly('{"Text":12345678901234567890}') as Record<string, Json>;

    expect(JSON.stringify(landed(TEXT, row))).toBe('{"Text":12345678901234567890}');
  });
});

test("the words of a table change with what a linked table shows", () => {
  const words = (type: string) => {
    const members = described([{ id: "Name", uidt: type }]);
    const tables = new Map([
      ["members", members],
      ["answers", described([LINK, lookup("Name")])],
    ]);
    return inWords(treatmentsIn("answers", tables));
  };

  expect(words("SingleLineText")).toEqual({ Member: "rows (Name: sent)", Shown: "sent" });
  expect(words("Email")).toEqual({ Member: "rows (Name: address)", Shown: "address" });
});
