import { expect, test } from "vitest";

import { proposeMeanings } from "../../../sources/discourse/meaning/propose.ts";
import { Categories } from "../../../sources/discourse/meaning/settings.ts";
import { categorySettings, categoryText } from "./category-text.ts";
import { categoryWords } from "./category-words.ts";

const READ = [
  { id: 5, name: "Вопросы\nprocess.exit(1)", slug: "voprosy", post_count: 412 },
  { id: 6, name: "Ответы", slug: "x", parent_category_id: 5, post_count: 9 },
  { id: 7, name: "Zzyzx", slug: "z", post_count: 3, read_restricted: true },
];

test("what is printed to be pasted is the mapping that was proposed, in any name's company", async () => {
  const { categories } = proposeMeanings(READ, {});
  const source = `export default { ${categorySettings(categories, categoryWords.ru).join("\n")} };`;

  const pasted = (await import(`data:text/javascript,${encodeURIComponent(source)}`)) as {
    default: { categories: unknown };
  };

  expect(Categories.parse(pasted.default.categories)).toEqual({
    5: { topic: "interact/community", reply: "help/community" },
    7: { topic: "interact/community", reply: "interact/community" },
  });
});

test("each guess is said with its posts and its reason, in the person's language", () => {
  const mapping = { 77: { topic: "publish/world", reply: "help/world" } } as const;
  const proposal = proposeMeanings(READ, mapping);

  const ru = categoryText(proposal, { file: "vklad.config.ts", locale: "ru" });
  const en = categoryText(proposal, { file: "vklad.config.ts", locale: "en" });

  expect(ru).toEqual([
    "Категорий на форуме: 3. Чем считать их сообщения и почему:",
    "",
    "  Вопросы process.exit(1) (сообщений: 412): так называется: «вопросы»",
    "      новая тема: обсуждение, сообществу; ответ: помощь, сообществу",
    "  Ответы (сообщений: 9): как у категории «Вопросы process.exit(1)» над ней",
    "      новая тема: обсуждение, сообществу; ответ: помощь, сообществу",
    "  Zzyzx (сообщений: 3, закрытая): по названию не понять: так просят меньше всего; скажите сами",
    "      новая тема: обсуждение, сообществу; ответ: обсуждение, сообществу",
    "",
    "Названы в настройках, а на форуме их нет: 77.",
    "",
    "Проверьте и впишите в vklad.config.ts, в sources.discourse:",
    "",
    "categories: {",
    '  5: { topic: "interact/community", reply: "help/community" }, // Вопросы process.exit(1); сообщений: 412',
    "  // 6: Ответы; сообщений: 9; как у категории «Вопросы process.exit(1)» над ней",
    '  7: { topic: "interact/community", reply: "interact/community" }, // ? проверьте; Zzyzx; сообщений: 3',
    "},",
  ]);
  expect(en.slice(0, 4)).toEqual([
    "Categories of the forum: 3. What their posts may count as, and why:",
    "",
    "  Вопросы process.exit(1) (posts: 412): it is called so: “вопросы”",
    "      new topic: discussion, for the community; reply: help, for the community",
  ]);
});
