import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { expect, test } from "vitest";

import { fc } from "../../../../test/property.ts";
import { testWithShared } from "../../../../test/shared.ts";
import { ownWordsOf } from "../words.ts";

const counted = (text: string) => {
  const { normalized, codeLines } = ownWordsOf(text);
  return [normalized, codeLines];
};

test.each([
  ["between fences", "Вот:\n```\nlet a = 1;\nlet b;\n```\nтак"],
  ["between fences of tildes, with a language", "Вот:\n~~~ts\nlet a = 1;\nlet b;\n~~~\nтак"],
  ["between longer fences", "Вот:\n`````\n```\nlet b;\n`````\nтак"],
  ["in a list's item", "- Вот:\n  ```ts\n  let a = 1;\n  let b;\n  ```\n- так"],
  ["that begins with a list's item", "вот\n\n1. ```ts\n   let a;\n   let b;\n   ```\nтак"],
  ["four columns in", "Вот:\n\n    let a = 1;\n\n    let b;\n\nтак"],
  ["a tab in, from the beginning", "\tlet a = 1;\n\tlet b;\nВот так"],
  ["in the forum's own tag", "Вот: [code]let a = 1;\nlet b;[/code] так"],
  ["in the forum's own tag, from the line's beginning", "Вот\n[code]\nlet a;\nlet b;\n[/code] так"],
  ["in HTML", "Вот:\n<pre class='x'><code>let a = 1;\nlet b;</code></pre>\nтак"],
])("code %s is no word and is counted in lines", (_where, text) => {
  const isInLine = text.includes(": [code]");

  expect(counted(text)).toEqual(["вот так", isInLine ? 0 : 2]);
});

test("a fence that is never closed holds the rest of the text, or of its list's item", () => {
  expect(counted("Вот так\n```\nlet a;\n\nlet b;")).toEqual(["вот так", 2]);
  expect(counted("- ```\n  let a;\n\nВот так")).toEqual(["вот так", 1]);
});

test.each([
  ["between backticks", "Вот `let a` так"],
  ["between as many backticks as it needs", "Вот ``let `a` b`` так"],
  ["from one line to the next", "Вот `let\na` так"],
  ["that looks like a fence on one line", "```let a``` вот так"],
  ["between HTML's tags", "Вот <code>let a</code> так"],
])("code within a line, %s, is no word", (_where, text) => {
  expect(counted(text)).toEqual(["вот так", 0]);
});

test.each([
  ["a backtick that nothing closes", "Вот `так"],
  ["a backtick that is closed by another number of them", "Вот ``так`"],
  ["a backtick that is escaped", "Вот \\`так\\`"],
  ["backticks of two paragraphs", "Вот `\n\n` так"],
  ["an end of a tag that nothing opens", "Вот </ так [/"],
  ["a line of a paragraph that goes on further in", "Вот\n     так"],
  ["what is indented in a list", "- Вот\n\n      так"],
  ["what is indented below a list's item", "* Вот\n\n    так"],
  ["what a footnote goes on with", "[^вот]: \n\n    так"],
  ["a paragraph behind code in a list", "- вот\n  ```\n  let a;\n  ```\n\n    так"],
])("%s is the author's words", (what, text) => {
  expect(counted(text)).toEqual(["вот так", what.includes("behind code") ? 1 : 0]);
});

test("a text that is nothing but code has no words", () => {
  expect(ownWordsOf("```ts\nconst answer = 42;\n```")).toMatchObject({
    own: "```ts\nconst answer = 42;\n```",
    tokenCount: 0,
    codeLines: 1,
    normalized: "",
  });
});

test("a tag that is never closed holds nothing", () => {
  expect(ownWordsOf("<pre>\nВот <code> [code] так")).toMatchObject({ tokenCount: 5, codeLines: 0 });
});

test("code makes no words new: a copy with other code in it is a copy", () => {
  const [one] = counted("Вот решение.\n```\na()\n```");
  const [other] = counted("Вот `x` решение.\n\n    b()\n");

  expect(other).toBe(one);
});

test("what a program printed is nobody's code, whichever way it was pasted", () => {
  const log = "2026-10-05T09:00:00Z start\n2026-10-05T09:00:01Z end";

  expect(counted(`Вот так\n[code]\n${log}\n[/code]`)).toEqual(["вот так", 0]);
  expect(counted(`Вот так\n<pre>${log}</pre>`)).toEqual(["вот так", 0]);
});

/** Lines that could end a block, open a quotation or mean nothing at all. */
const codeLine = fc.constantFrom(
  ...[
    "let a = 1;",
    "",
    "  > цитата",
    "[quote]",
    "- слово",
    "`x",
    "1. слово",
    "@petr",
    "<b>",
    "\tx",
  ],
);
const code = fc.array(codeLine, { minLength: 1, maxLength: 5 });
const linesOf = (lines: readonly string[]) => lines.filter((line) => line.trim() !== "").length;

const fenced = fc
  .record({
    lines: code,
    mark: fc.constantFrom("```", "~~~~", "`````"),
    info: fc.constantFrom("", "ts"),
  })
  .map(({ lines, mark, info }) => {
    return { text: [mark + info, ...lines, mark].join("\n"), words: 0, lines: linesOf(lines) };
  });
const tagged = fc
  .record({ lines: code, tag: fc.constantFrom(["[code]", "[/code]"], ["<pre>", "</pre>"]) })
  .map(({ lines, tag: [open, close] }) => {
    return { text: `${open}\n${lines.join("\n")}\n${close}`, words: 0, lines: linesOf(lines) };
  });
const indented = code.map((drawn) => {
  // Far in too, a marked line is taken for a quotation: somebody's mail may have pushed it there.
  const lines = drawn.filter((line) => !line.includes(">"));
  const text = lines.map((line) => (line === "" ? line : `    ${line}`)).join("\n");
  return { text, words: 0, lines: linesOf(lines) };
});
const inline = fc.constantFrom("`let a`", "`` `b` ``", "<code>c</code>", "[code]d[/code]", "");
const paragraph = fc
  .record({ count: fc.integer({ min: 1, max: 4 }), piece: inline, isBroken: fc.boolean() })
  .map(({ count, piece, isBroken }) => {
    const words = Array.from({ length: count }, () => "слово");
    // A tag that begins a line is a block.
    const isBlock = piece.startsWith("[");
    return {
      text: [...words, piece].join(isBroken && !isBlock ? "\n" : " "),
      words: count,
      lines: 0,
    };
  });
const block = fc.oneof(paragraph, fenced, tagged, indented);

test("of any Markdown the words of its paragraphs are counted, and the lines of its code", () => {
  fc.assert(
    fc.property(fc.array(block, { maxLength: 8 }), (blocks) => {
      // A quotation that is open in one place and closed in another would be one: none is closed here.
      const text = blocks.map((one) => one.text).join("\n\n");
      const words = blocks.reduce((sum, one) => sum + one.words, 0);
      const lines = blocks.reduce((sum, one) => sum + one.lines, 0);

      expect(counted(text)).toEqual([
        Array.from({ length: words }, () => "слово").join(" "),
        lines,
      ]);
    }),
    { numRuns: 500 },
  );
});

testWithShared(
  "of 12,414 lines that a real forum shows as code all are counted but those of logs",
  "delving-bitcoin/posts.ndjson.gz",
  (path) => {
    const posts = gunzipSync(readFileSync(path))
      .toString()
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line) as { id: number; raw: string; cooked: string });

    const found = posts.map(({ id, raw, cooked }) => {
      return { id, counted: ownWordsOf(raw).codeLines, shown: linesShown(cooked) };
    });

    const sum = (of: "counted" | "shown") => found.reduce((total, one) => total + one[of], 0);
    expect([sum("shown"), sum("counted")]).toEqual([12_414, 11_858]);
    // A quotation that goes on in lines without its mark.
    expect(found.filter((one) => one.counted > one.shown).map(({ id }) => id)).toEqual([885]);
    expect(found.filter((one) => one.counted < one.shown)).toHaveLength(22);
  },
);

/** Lines of code that the forum rendered, none of those that it shows as quotations. */
function linesShown(cooked: string): number {
  let html = cooked;
  for (let depth = 0; depth < 5; depth += 1) {
    html = html.replaceAll(/<(blockquote|aside)\b(?:(?!<\1\b)[\s\S])*?<\/\1>/gu, "");
  }
  const blocks = [...html.matchAll(/<pre\b[^>]*>([\s\S]*?)<\/pre>/gu)];
  const texts = blocks.map(([, inside = ""]) => inside.replaceAll(/<[^>]+>/gu, ""));
  return linesOf(texts.join("\n").split("\n"));
}
