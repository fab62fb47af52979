/** A chat that a bot and an export both hold, through landing, load and staging, with runs that die. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { expect, onTestFinished, test } from "vitest";

import { telegramChats } from "../../sources/telegram/chats.ts";
import { telegramExportedMessages } from "../../sources/telegram/exported-messages.ts";
import {
  BARE_CLUB,
  CHATS,
  exportedOf,
  messageOf,
  MORNING,
  updateOf,
} from "../../sources/telegram/given-chat.ts";
import { telegramMessages } from "../../sources/telegram/messages.ts";
import { botServer } from "../../sources/testing/bot.ts";
import type { Feed, Json } from "../../sources/source.ts";
import { seededRandom } from "../seed.ts";
import { readWithKills, stagedMessages } from "./given-chats.ts";

const UNTIL = "2026-10-05T12:00:00Z";
const MESSAGE_COUNT = 240;
/** The bot came here. */
const SEEN_FROM = 61;
/** The export was made here, and knows of nothing later. */
const EXPORTED_TO = 200;
const EXPORTED_AT = MORNING + EXPORTED_TO * 10;

interface Said {
  readonly id: number;
  readonly edits: readonly { readonly at: number; readonly text: string }[];
}

const random = seededRandom("a chat of two feeds");
const said: readonly Said[] = Array.from({ length: MESSAGE_COUNT }, (_, nth) => {
  const edits = [{ at: MORNING + nth * 10, text: `${nth + 1}: сначала` }];
  for (let more = random.whole(0, 2); more > 0; more -= 1)
    edits.push({
      at: edits.at(-1)!.at + random.whole(1, 1500),
      text: `${nth + 1}: правка ${more}`,
    });
  return { id: nth + 1, edits };
});

/** In the order in which they happened; between them one that nobody can read. */
function updates(): Json[] {
  const happened = said
    .filter(({ id }) => id >= SEEN_FROM)
    .flatMap(({ id, edits }) =>
      edits.map(({ at, text }, nth) => ({
        at,
        kind: nth === 0 ? "message" : "edited_message",
        content: messageOf({
          ...{ message_id: id, date: edits[0]!.at, text },
          ...(nth === 0 ? {} : { edit_date: at }),
        }) as object,
      })),
    )
    .toSorted((a, b) => a.at - b.at);
  const all = happened.map(({ kind, content }, nth) => updateOf(500 + nth * 2, kind, content));
  const poison = updateOf(631, "message", messageOf({ message_id: "x" }) as object);
  return [...all.slice(0, 66), poison, ...all.slice(66)];
}

function exportFile(): string {
  const dir = mkdtempSync(join(tmpdir(), "vklad-feeds-"));
  onTestFinished(() => rmSync(dir, { recursive: true }));
  const messages = said.slice(0, EXPORTED_TO).map(({ id, edits }) => {
    const { at, text } = edits.filter((edit) => edit.at <= EXPORTED_AT).at(-1)!;
    return exportedOf({
      ...{ id, date_unixtime: `${edits[0]!.at}`, text, text_entities: [{ type: "plain", text }] },
      ...(at === edits[0]!.at ? {} : { edited_unixtime: `${at}` }),
    });
  });
  const poison = exportedOf({ id: "x" });
  const file = join(dir, "result.json");
  const chat = { type: "private_supergroup", id: BARE_CLUB };
  writeFileSync(file, JSON.stringify({ ...chat, messages: [...messages, poison] }, null, 1));
  return file;
}

/** The newest of what the two of them know. */
const expected = said.map(({ id, edits }) => {
  const known = edits.filter((edit) => id >= SEEN_FROM || edit.at <= EXPORTED_AT);
  return [BigInt(id), known.at(-1)!.text];
});

test.each(["the bot first", "the export first", "both at once"])(
  "with %s and runs that die, each message is there once, with the newest text of the two",
  async (order) => {
    await using bot = await botServer(updates());
    const dir = mkdtempSync(join(tmpdir(), "vklad-landing-"));
    onTestFinished(() => rmSync(dir, { recursive: true }));
    const paths = [exportFile()];
    const live = telegramMessages({ ...bot, chats: CHATS }) as Feed;
    const exported = telegramExportedMessages({
      paths,
      chats: CHATS,
      sliceBytes: 9_000,
    }) as unknown as Feed;
    const chats = telegramChats(CHATS) as Feed;

    const asked = { random, until: UNTIL };
    let killCount = await readWithKills(dir, [chats], asked);
    if (order === "both at once") killCount += await readWithKills(dir, [live, exported], asked);
    else
      for (const feed of order === "the bot first" ? [live, exported] : [exported, live])
        killCount += await readWithKills(dir, [feed], asked);

    const { messages, reasons } = await stagedMessages(dir, UNTIL);
    expect(messages.map(({ message_id, text }) => [message_id, text])).toEqual(expected);
    expect(new Set(messages.map(({ cohort }) => cohort))).toEqual(new Set(["2"]));
    expect(reasons.map((reason) => reason.split(":")[0]).toSorted()).toEqual(["id", "message_id"]);
    expect([killCount > 3, bot.waiting]).toEqual([true, []]);
  },
);
