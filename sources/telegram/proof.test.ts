import { expect, test } from "vitest";

import { codesIn } from "../proof.ts";
import { telegramHook } from "./hook.ts";
import { shownCode, telegramProof } from "./proof.ts";
import { readUpdate } from "./updates.ts";

const CODE = `vklad-anna-${"a2".repeat(13)}`;
const ANNA = { id: 77, is_bot: false, first_name: "Анна", username: "anna" };
const PRIVATE = { id: 77, type: "private", first_name: "Анна", username: "anna" };

const said = (text: string, rest: object = {}) => ({
  ...{ message_id: 5, date: 1_790_000_000, chat: PRIVATE, from: ANNA, text },
  ...rest,
});
const update = (kind: string, content: object) =>
  JSON.parse(JSON.stringify({ update_id: 1, [kind]: content }));
const partsOf = (kind: string, content: object) => readUpdate(update(kind, content), () => true);

test("of what is said to the bot in private a code and whose it is lands, and nothing more", () => {
  const { parts, ...rest } = partsOf("message", said(`/start ${CODE}`));

  const at = new Date(1_790_000_000_000).toISOString();
  expect(parts).toEqual([
    {
      ...{ chat_id: 77, message_id: 5, part: "code:77", kind: "code", way: "bot" },
      ...{ changed_at: at, sent_at: at, user_id: 77, sent: { code: CODE } },
    },
  ]);
  expect(rest).toEqual({ quarantined: [], unknownChat: null, became: null });
  const landed = JSON.parse(JSON.stringify(parts[0]));
  expect(telegramProof.read(landed)).toEqual({ nativeId: "77", text: CODE });
  expect(codesIn(CODE)).toEqual([CODE]);
});

/** As Telegram brings it by its webhook. */
function keptOf(kind: string, content: object) {
  const body = Buffer.from(JSON.stringify(update(kind, content)));
  return telegramHook.read({ headers: {}, body })?.kept.map((one) => one.content);
}

test("by a webhook a code is kept without a name, and lands as if it had been asked for", () => {
  const [kept] = keptOf("message", said(`/start ${CODE}`)) ?? [];

  expect(JSON.stringify(kept)).not.toMatch(/Анна|"anna"/);
  const { parts } = readUpdate(kept as never, () => false);
  expect(parts).toEqual(partsOf("message", said(`/start ${CODE}`)).parts);
});

test.each([
  ["other words", said(`my code is ${CODE}`)],
  ["a start without a code", said("/start")],
  ["a start with something else", said("/start hello")],
  ["a code with words behind it", said(`/start ${CODE} secret`)],
  ["a bot", said(`/start ${CODE}`, { from: { ...ANNA, is_bot: true } })],
  ["somebody who is not whose chat it is", said(`/start ${CODE}`, { from: { ...ANNA, id: 78 } })],
  ["nobody", said(`/start ${CODE}`, { from: undefined })],
])("of %s in private nothing lands", (_what, message) => {
  expect(partsOf("message", message)).toMatchObject({ parts: [], quarantined: [] });
  expect(keptOf("message", message)).toEqual([]);
});

test("an edited message and a group show no code to the bot", () => {
  expect(partsOf("edited_message", said(`/start ${CODE}`)).parts).toEqual([]);
  const group = said(`/start ${CODE}`, { chat: { id: -100_1, type: "supergroup" } });
  expect(shownCode(group)).toBeNull();
  const landed = JSON.parse(JSON.stringify(partsOf("message", group).parts[0]));
  expect(telegramProof.read(landed)).toBeNull();
});
