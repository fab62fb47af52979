/** One-time codes against systems as they answer: a bot of Telegram, and what its feed lands. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { expect, onTestFinished, test } from "vitest";

import { createIngestActivities } from "../../activities/ingest/index.ts";
import { connectors } from "../../app/community/connectors.ts";
import { openIdentityKey } from "../../app/community/identity-key.ts";
import type { Principal, Published } from "../../app/gateway/data/principal.ts";
import { NOBODY } from "../../app/gateway/given-gateway.ts";
import { codeWords } from "../../app/gateway/identity/code-words.ts";
import { createCodeDesk } from "../../app/gateway/identity/codes.ts";
import { systemsProvenIn } from "../../app/gateway/identity/proven-systems.ts";
import { givenTelegram } from "../../demo/telegram/given-telegram.ts";
import type { AnyConnector } from "../../sources/connector.ts";
import { openInbox } from "../../warehouse/inbox/index.ts";
import { openLanding, readLines } from "../../warehouse/landing/index.ts";
import { givenLedger } from "../../warehouse/ledger/given.ts";
import { standingLinks } from "../../warehouse/ledger/index.ts";
import { ingest } from "../../workflows/ingest.ts";
import { runtimeOf } from "../../workflows/testing.ts";

const SESSION = "anna's session";
const TELEGRAM = { system: "telegram" };

/** A community whose only chat is in Telegram, its gateway, and what reads it when it is woken. */
async function givenCommunity() {
  const telegram = await givenTelegram();
  const ledger = givenLedger();
  const dir = mkdtempSync(join(tmpdir(), "vklad-codes-"));
  const inbox = openInbox({
    file: join(dir, "inbox.db"),
    key: () => new Uint8Array(32),
    now: () => telegram.clock.now(),
  });
  onTestFinished(async () => {
    inbox[Symbol.dispose]();
    await telegram[Symbol.asyncDispose]();
    await ledger[Symbol.asyncDispose]();
    rmSync(dir, { recursive: true });
  });
  const { messenger, clock, twin } = telegram;
  const group = messenger.chat("supergroup", { title: "Кружок" });
  const now = () => new Date(clock.now());
  const identity = openIdentityKey(join(dir, "keys"));
  const landing = openLanding(join(dir, "landing"));
  const settings = { url: twin.url, chats: { [`-100${group.bareId}`]: {} } };
  const token = "1:demo";
  const config = { sources: { telegram: settings } } as never;
  const systems = systemsProvenIn({ config, identity }, inbox, { VKLAD_TELEGRAM_TOKEN: token });
  const anna: Principal = {
    ...{ account: identity.accountKey("discourse", "4"), memberId: "m", name: "Анна" },
    ...{ roles: ["trainee"], cohorts: new Map() },
  };
  const published = { people: NOBODY, nameOf: () => "Анна" } as unknown as Published;
  const desk = createCodeDesk({
    ...{ systems, landing, ledger: ledger.ledger, now, published: () => published },
    words: (asker, number) => codeWords.ru("Кружок", asker, number),
  });
  const connector: AnyConnector = connectors.find(({ name }) => name === "telegram")!;
  const connection = connector.settings.parse(settings);
  const pace = { perSecond: 1_000, burst: 1_000 };
  const feeds = connector.open({ ...connection, token } as never, { pace, hash: String });
  async function read() {
    clock.set(clock.now() + 4_000);
    const act = createIngestActivities({ landing, feeds });
    const until = now().toISOString();
    await ingest(runtimeOf(act), { feed: "telegram_messages", until });
  }
  return { ...{ messenger, group, desk, anna, identity, landing, read, inbox }, ...ledger };
}

test("a press on the link to the bot and the number that it answers prove an account of Telegram", async () => {
  const { messenger, group, desk, anna, identity, landing, read, ledger } = await givenCommunity();
  const natalia = messenger.person({ firstName: "Наташа", username: "natalia" });
  const chat = messenger.privateChat({ with: natalia, of: "bot" });
  messenger.join(group, messenger.bot);
  await read();
  const [asked] = (await desk.ask(anna, TELEGRAM, SESSION)).codes;
  const start = new URL(asked?.address ?? "").searchParams.get("start");
  expect(asked?.address).toMatch(/^https:\/\/t\.me\/vklad_bot\?start=vklad-/);
  messenger.post(chat, natalia, "Это никому не видно");
  messenger.post(chat, natalia, `/start ${start}`);

  await read();
  const [found] = (await desk.look(anna, TELEGRAM, SESSION)).codes;
  const told = `${JSON.stringify(chat.messages.at(-1)?.content)}`;
  const number = /число (\d{6})/.exec(told)?.[1] ?? "";
  const { outcome } = await desk.use(anna, { ...TELEGRAM, number }, SESSION);

  expect(found?.state).toBe("number");
  expect(told).toContain("«Анна» просит связать");
  expect(outcome).toBe("linked");
  expect(standingLinks(await ledger.read())).toMatchObject([
    { a: anna.account, b: identity.accountKey("telegram", `${natalia.id}`), method: "proof" },
  ]);
  const lines = await Promise.all((await landing.files()).map((file) => readLines(file)));
  const landed = lines.flatMap((file) => [JSON.stringify(file.manifest), ...file.lines]).join("\n");
  expect(landed).toContain(start);
  expect(landed).not.toMatch(/никому не видно|natalia|Наташа/);
});

test("a link that a victim was made to press links nothing: the number is in the victim's chat", async () => {
  const { messenger, desk, anna: thief, read, ledger } = await givenCommunity();
  const victim = messenger.person({ firstName: "Вера" });
  const chat = messenger.privateChat({ with: victim, of: "bot" });
  const [asked] = (await desk.ask(thief, TELEGRAM, SESSION)).codes;
  messenger.post(chat, victim, `/start ${asked?.code}`);
  await read();
  await desk.look(thief, TELEGRAM, SESSION);

  const guess = desk.use(thief, { ...TELEGRAM, number: null }, SESSION);

  await expect(guess).rejects.toMatchObject({ code: "wrong_number" });
  expect(JSON.stringify(chat.messages.at(-1)?.content)).toContain("никому его не говорите");
  expect(standingLinks(await ledger.read())).toEqual([]);
});

test("a look has the stream read, and without the bot's token nothing is proven there", async () => {
  const { desk, anna, inbox, identity } = await givenCommunity();
  await desk.ask(anna, TELEGRAM, SESSION);
  expect(inbox.marks()).toEqual([]);

  await desk.look(anna, TELEGRAM, SESSION);

  expect(inbox.marks()).toMatchObject([{ feed: "telegram_messages", how: "read" }]);
  const config = { sources: { telegram: { chats: {} } } } as never;
  expect(systemsProvenIn({ config, identity }, inbox, {}).size).toBe(0);
});
