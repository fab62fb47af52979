import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { expect, test } from "vitest";

import { testWithShared } from "../../../test/shared.ts";
import { withoutQuotes } from "./without-quotes.ts";

const OWN = "Согласен с этим.";

testWithShared(
  "a bracket in the full name of whom one quotes does not end the mark",
  "cases/discourse-quote-brackets",
  (path) => {
    const { raw } = JSON.parse(readFileSync(join(path, "input.json"), "utf8")) as { raw: string };

    expect(withoutQuotes(raw)).toBe(OWN);
  },
);

test.each([
  ["a name with several brackets", '[quote="[a] ][ [b], post:1, topic:2"]\nЧужое.\n[/quote]'],
  ["a name in other quotation marks", "[quote=“Пётр [МИМ], post:1”]\nЧужое.\n[/quote]"],
  ["a name with quotation marks", '[quote="Пётр "Петя" Иванов, post:1"]\nЧужое.\n[/quote]'],
  ["no name", "[quote]\nЧужое.\n[/quote]"],
  ["fields of another forum", "[quote author=petr date=1]\nЧужое.\n[/quote]"],
  ["a name without quotation marks", "[QUOTE=Пётр [МИМ], post:1]\nЧужое.\n[/QUOTE]"],
  ["a chat", '[chat quote="petr;12;2026-10-05T09:00:00Z" channel="[общий]"]\nЧужое.\n[/chat]'],
  [
    "one inside another",
    '[quote="ada, post:1"]\nБыло [quote="eva"]ещё раньше[/quote] сказано.\n[/quote]',
  ],
  ["code inside", '[quote="ada"]\n```\nЧужой код\n[/quote]'],
  ["marked lines", "> Чужое,\n  > и ещё.\n- > В списке.\n&gt; И так."],
  ["HTML", "<blockquote class=x>\n<p>Чужое <blockquote>и ещё</blockquote></p>\n</blockquote>"],
  [
    "a quotation that was rendered",
    '<aside class="quote no-group" data-post="1"><div>Пётр:</div><p>Чужое</p></aside>',
  ],
  [
    "a link's preview",
    '<aside class="onebox allowlistedgeneric" data-onebox-src="https://x.org/">\n' +
      "<article><h3>Чужой заголовок</h3></article>\n</aside>",
  ],
])("%s: a quotation is not the author's words", (_form, quotation) => {
  expect(withoutQuotes(`${quotation}\n\n${OWN}`)).toBe(OWN);
});

test.each([
  [
    "elided by the forum",
    "\n\n<details class='elided'>\n<summary title='Show trimmed content'>&#183;&#183;&#183;" +
      "</summary>\n\nЧужое.\n<details><summary>И</summary>ещё</details>\n\n</details>\n",
  ],
  ["under a line", "\n\n-----Original Message-----\nЧужое.\n\nИ ещё."],
  ["passed on", "\n\n-------- Пересылаемое сообщение --------\nЧужое."],
  ["under its head", "\n\n**От:** Пётр\n**Отправлено:** 5 октября\n**Кому:** Аде\n\nЧужое."],
  [
    "under who wrote it and when",
    "\n\nOn Mon, 5 Oct 2026 at 09:00, Пётр <petr@example.org> wrote:\nЧужое.",
  ],
  [
    "under who wrote it, in two lines",
    "\n\nпн, 5 окт. 2026 г. в 09:00, Пётр Иванов\n<petr@example.org>:\nЧужое.",
  ],
  ["with each line marked", "\n\n05.10.2026 09:00, Пётр пишет:\n> Чужое.\n> И ещё."],
  ["by the program", "\n\nОтправлено с iPhone"],
  ["as a signature", "\n\n-- \nАда Лавлейс\n+7 000"],
])("what mail leaves %s is not the author's words", (_form, tail) => {
  expect(withoutQuotes(`${OWN}${tail}`)).toBe(OWN);
});

test("between the marked lines of a mail stands the author's answer", () => {
  const raw = "On 5 Oct 2026 at 09:00, P <p@example.org> wrote:\n> раз\nда\n> два\nнет";

  expect(withoutQuotes(raw)).toBe("да\n\nнет");
});

test.each([
  ["between fences", "```\n2026-10-05T09:00:00Z start\n  at run (a.js:1:2)\ndone\n```"],
  ["called a log", "~~~log\nany words\n~~~"],
  ["in prose", "2026-10-05 09:00:00 start\n  more of it\n[INFO] step\nnpm ERR! code 1"],
  ["of a chat", "[09:00] <petr> раз\n[09:01] <eva> два\n[09:02] <petr> три"],
])("a pasted log is not the author's words: %s", (_form, log) => {
  expect(withoutQuotes(`${OWN}\n${log}`)).toBe(OWN);
});

test.each([
  ["code that somebody wrote", "```ts\n> [quote]нет[/quote]\nconst a = 1;\n```"],
  ["a spoiler", "<details><summary>Ответ</summary>\n\nСорок два.\n</details>"],
  ["the forum's own spoiler", '[details="Ответ"]\nСорок два.\n[/details]'],
  ["a mark that is shown", "Пишите `<blockquote>` и `</blockquote>` так."],
  ["a quotation that is never closed", '[quote="petr"]\nвсё это моё'],
  ["an end without a beginning", "всё это моё[/quote]"],
  ["two times and a thought", "Встал в 09:00:00, лёг в 23:00:00."],
  ["somebody named", "От: меня\nи больше ничего"],
  ["a verb of writing", "Пётр писал:\nэто я пересказал своими словами."],
  ["words below a line", `-- \n${"строка\n".repeat(20)}`],
])("%s is the author's", (_form, text) => {
  expect(withoutQuotes(text)).toBe(text.trim());
});

test.each([
  ["[quote "],
  ['[quote="x '],
  ["[quote]\n"],
  ["<blockquote>"],
  ["<aside "],
  ["`"],
  ["```\n"],
  ["[code]\n"],
  ["From: x\n"],
  ["-- \n"],
  ["On 5 Oct 2026 at 09:00, x wrote:\n"],
  ["at :"],
  ["- "],
  ["]("],
  ["- ```x\n"],
  ["[code]x[/code] "],
  ["[code]x"],
  ["<pre>\n"],
  ["<code>"],
  ["x `` y ` "],
  ["\\`"],
  ["    x\n\n"],
])("%j again and again takes no long time", (mark) => {
  const text = mark.repeat(100_000);

  // A rule that read the rest for each of them would need hours.
  expect(withoutQuotes(text).length).toBeLessThanOrEqual(text.length);
});

testWithShared(
  "of 4,725 real posts with 2,788 quotations five keep a mark of one, and in code",
  "delving-bitcoin/posts.ndjson.gz",
  (path) => {
    const posts = gunzipSync(readFileSync(path))
      .toString()
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line) as { id: number; raw: string });

    const marked = posts.filter(({ raw }) => /\[\/?quote|^>/imu.test(withoutQuotes(raw)));

    expect(marked.map(({ id }) => id)).toEqual([730, 2401, 3438, 4901, 7096]);
  },
);
