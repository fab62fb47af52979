/** `vklad sources map discourse` as a person runs it, against the forum's twin. */
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { expect, onTestFinished, test, vi } from "vitest";

import { standingClock } from "../../../demo/clock.ts";
import { drawCommunity } from "../../../demo/community/community.ts";
import { discourseTwin } from "../../../demo/discourse/twin.ts";
import { GUILD, guildServer, textChannel } from "../../../sources/discord/given-guild.ts";
import { vklad } from "../../../test/system/cli.ts";
import config from "../../../vklad.config.ts";

const NOW = Date.parse("2026-10-05T09:00:00Z");
const KEYS = { apiKey: "forum-key", apiUsername: "system" };

/** The demo's forum with a category below another, a closed one, and one that is mapped already. */
async function givenForum() {
  const { forum } = drawCommunity({ seed: 1, asOf: NOW, scale: 0.1 });
  const twin = await discourseTwin({ forum, clock: standingClock(NOW), ...KEYS });
  const { changes, state } = twin.view;
  const [author] = state.users.values();
  const below = changes.createCategory("Ответы мастеров", author!);
  const [first] = state.categories.keys();
  changes.moveCategory(below, first!);
  changes.restrictCategory(changes.createCategory("Совет", author!), true);
  const mapped = changes.createCategory("Новости", author!);
  const folder = mkdtempSync(join(tmpdir(), "vklad-map-"));
  onTestFinished(async () => {
    vi.unstubAllEnvs();
    await twin.close();
    rmSync(folder, { recursive: true });
  });
  const { demo: _demo, ...real } = config;
  const categories = {
    [mapped]: { topic: "publish/community", reply: "interact/community" },
    99: { topic: "learn/personal", reply: "help/community" },
  };
  const sources = { discourse: { url: twin.url, categories } };
  writeFileSync(
    join(folder, "my.config.ts"),
    `export default ${JSON.stringify({ ...real, sources })};\n`,
  );
  vi.stubEnv("VKLAD_DISCOURSE_KEY", KEYS.apiKey);
  return folder;
}

test("sources map discourse says of each category what it may be and why, and what to paste", async () => {
  const folder = await givenForum();
  const file = join(folder, "my.config.ts");
  const options = ["--config", file, "--data", join(folder, "data"), "--locale", "ru"];

  const { exitCode, out, err } = await vklad([...options, "sources", "map", "discourse"]);

  expect({ exitCode, err, isWritten: existsSync(join(folder, "data")) }).toEqual({
    ...{ exitCode: 0, err: "", isWritten: false },
  });
  expect(out.replaceAll(file, "my.config.ts").split("\n")).toEqual([
    "Категорий на форуме: 8. Чем считать их сообщения и почему:",
    "",
    "  Вопросы (сообщений: 76): так называется: «вопросы»",
    "      новая тема: обсуждение, сообществу; ответ: помощь, сообществу",
    "  Практика (сообщений: 57): так называется: «практика»",
    "      новая тема: публикация, миру; ответ: помощь, миру",
    "  Организация (сообщений: 52): так называется: «организация»",
    "      новая тема: организация, сообществу; ответ: организация, сообществу",
    "  Эссе (сообщений: 36): так называется: «эссе»",
    "      новая тема: публикация, сообществу; ответ: обсуждение, сообществу",
    "  Общение (сообщений: 30): так называется: «общение»",
    "      новая тема: обсуждение, сообществу; ответ: обсуждение, сообществу",
    "  Ответы мастеров (сообщений: 0): как у категории «Вопросы» над ней",
    "      новая тема: обсуждение, сообществу; ответ: помощь, сообществу",
    "  Совет (сообщений: 0, закрытая): по названию не понять: так просят меньше всего; скажите сами",
    "      новая тема: обсуждение, сообществу; ответ: обсуждение, сообществу",
    "  Новости (сообщений: 0): так уже сказано в настройках",
    "      новая тема: публикация, сообществу; ответ: обсуждение, сообществу",
    "",
    "Названы в настройках, а на форуме их нет: 99.",
    "",
    "Проверьте и впишите в my.config.ts, в sources.discourse:",
    "",
    "categories: {",
    '  5: { topic: "interact/community", reply: "help/community" }, // Вопросы; сообщений: 76',
    '  7: { topic: "publish/world", reply: "help/world" }, // Практика; сообщений: 57',
    '  8: { topic: "manage/community", reply: "manage/community" }, // Организация; сообщений: 52',
    '  6: { topic: "publish/community", reply: "interact/community" }, // Эссе; сообщений: 36',
    '  9: { topic: "interact/community", reply: "interact/community" }, // Общение; сообщений: 30',
    "  // 10: Ответы мастеров; сообщений: 0; как у категории «Вопросы» над ней",
    '  11: { topic: "interact/community", reply: "interact/community" }, // ? проверьте; Совет; сообщений: 0',
    '  12: { topic: "publish/community", reply: "interact/community" }, // Новости; сообщений: 0',
    "},",
    "",
  ]);
});

test("sources map discord says which channels may be read, and reads none of them", async () => {
  const closed = [{ id: GUILD, type: 0, allow: "0", deny: "1024" }];
  await using guild = await guildServer({
    channels: [
      textChannel("10", { name: "general" }),
      textChannel("11", { name: "поток-3", permission_overwrites: closed }),
      textChannel("12", { name: "masters", permission_overwrites: closed }),
    ],
  });
  const folder = mkdtempSync(join(tmpdir(), "vklad-map-"));
  onTestFinished(() => {
    vi.unstubAllEnvs();
    rmSync(folder, { recursive: true });
  });
  const { demo: _demo, ...real } = config;
  const sources = { discord: { url: guild.server.url, guild: GUILD } };
  const file = join(folder, "my.config.ts");
  writeFileSync(file, `export default ${JSON.stringify({ ...real, sources })};\n`);
  vi.stubEnv("VKLAD_DISCORD_TOKEN", "t");
  const options = ["--config", file, "--data", join(folder, "data"), "--locale", "ru"];

  const { exitCode, out, err } = await vklad([...options, "sources", "map", "discord"]);

  expect({ exitCode, err, isWritten: existsSync(join(folder, "data")) }).toEqual({
    ...{ exitCode: 0, err: "", isWritten: false },
  });
  expect(out.split("\n").slice(-6)).toEqual([
    "channels: {",
    '  "10": {}, // general',
    '  "11": { cohort: "3" }, // поток-3; закрытый',
    '  // "12": {}, // ? masters; закрытый',
    "},",
    "",
  ]);
  expect(guild.server.requests.filter((asked) => asked.includes("messages"))).toEqual([]);
});
