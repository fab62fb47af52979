/**
 * What Telegram brings by a webhook: the very updates that `getUpdates` would give, one a delivery.
 * Nothing is signed but by a secret in a header, and nothing is told again: so they are kept.
 *
 * https://core.telegram.org/bots/api#setwebhook
 */
import { z } from "zod";

import { parseExactly } from "../exact-json.ts";
import { secretHeader } from "../hook-checks.ts";
import type { Hook } from "../hook.ts";
import type { Json } from "../source.ts";
import { telegramMessagesStream } from "./message-stream.ts";
import { codeMessage } from "./proof.ts";
import { ALLOWED_UPDATES, bare } from "./updates.ts";
import { cleanUpdate, isObject, type JsonObject } from "./withheld.ts";

const Update = z.looseObject({ update_id: z.int() });
const Chat = z.looseObject({ id: z.int(), type: z.string() });

export const telegramHook: Hook = {
  secret: {
    variable: "VKLAD_TELEGRAM_HOOK_SECRET",
    purpose: "the secret_token that setWebhook was given: 1 to 256 of A-Z, a-z, 0-9, _ and -",
  },
  isGenuine: secretHeader("x-telegram-bot-api-secret-token"),
  read({ body }) {
    const update = parsedOrNull(body);
    if (!isObject(update) || !Update.safeParse(update).success) return null;
    const content = keepable(update);
    const { name: feed } = telegramMessagesStream;
    return {
      id: String(update["update_id"]),
      marks: [],
      kept: content === null ? [] : [{ feed, content }],
    };
  },
};

/**
 * Nothing of a conversation of two is kept, not even sealed, but a one-time code that is shown to the
 * bot; of what has no chat, only what it is.
 */
function keepable(update: JsonObject): Json | null {
  const kind = ALLOWED_UPDATES.find((name) => Object.hasOwn(update, name));
  if (kind === undefined) return null;
  const content = update[kind];
  const chat = Chat.safeParse(isObject(content) ? content["chat"] : undefined);
  if (!isObject(content) || !chat.success) return bare(update);
  const isOfTwo = chat.data.type === "private" || chat.data.id > 0;
  const code = isOfTwo && kind === "message" ? codeMessage(content) : null;
  if (isOfTwo && code === null) return null;
  return { update_id: update["update_id"] ?? null, [kind]: code ?? cleanUpdate(content) };
}

function parsedOrNull(body: Uint8Array): Json {
  try {
    return parseExactly(Buffer.from(body).toString("utf8")) as Json;
  } catch {
    return null;
  }
}
