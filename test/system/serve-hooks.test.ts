/** Webhooks as systems send them: over HTTP, to `vklad serve` as an operator runs it. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

import { expect, test } from "vitest";

import { clockFrom } from "../../app/community/clock.ts";
import { dataFolder } from "../../app/community/data-folder.ts";
import { inboxOf } from "../../app/runtime/inbox.ts";
import { CHATS, messageOf, updateOf } from "../../sources/telegram/given-chat.ts";
import { telegramMessages } from "../../sources/telegram/messages.ts";
import { ALLOWED_UPDATES } from "../../sources/telegram/updates.ts";
import { telegramHttp } from "../../sources/telegram/options.ts";
import { loopback } from "../../sources/testing/loopback.ts";
import { walk } from "../../sources/testing/walk.ts";
import type { Feed } from "../../sources/source.ts";
import { seededBytes } from "../seed.ts";
import { givenRealCommunity } from "./given-real-community.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const secretOf = (system: string) => seededBytes(`served hook ${system}`).toString("hex");
const TOKEN = `1:${seededBytes("served bot").toString("hex")}`;

/** `vklad serve`, up to the line that says where it answers; SIGTERM ends it. */
async function serving(args: readonly string[], env: Readonly<Record<string, string>>) {
  const child = spawn(process.execPath, ["app/cli/main.ts", "--locale", "en", "serve", ...args], {
    cwd: ROOT,
    env: { ...process.env, ...env },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const ended = once(child, "close");
  for await (const line of createInterface(child.stdout)) if (line.includes("http://")) break;
  child.stdout.resume();
  return {
    async [Symbol.asyncDispose]() {
      child.kill("SIGTERM");
      await ended;
    },
  };
}

test("hooks over HTTP: genuine ones are on the disk once answered, all others leave nothing", async () => {
  using given = await givenRealCommunity();
  const [, file = ""] = given.args;
  await using telegram = await loopback(() => ({
    json: {
      ok: true,
      result: {
        url: `${given.address}/hooks/telegram`,
        pending_update_count: 0,
        allowed_updates: ALLOWED_UPDATES,
      },
    },
  }));
  const sources = {
    telegram: { url: telegram.url, chats: CHATS, updates: "webhook" },
    posthog: { url: telegram.url, project: 1 },
  };
  const config = readFileSync(file, "utf8").replace(
    "export default {",
    () => `export default {"sources":${JSON.stringify(sources)},`,
  );
  writeFileSync(file, config.replace('"sources":{},', ""));
  const update = JSON.stringify(updateOf(501, "message", messageOf() as object));
  const large = update.replace("{", () => `{${" ".repeat(2 * 2 ** 20)}`);
  const post = async (system: string, header: string, secret: string, body: string) => {
    const answer = await fetch(`${given.address}/hooks/${system}`, {
      method: "POST",
      headers: { "content-type": "application/json", [header]: secret },
      body,
    }).catch(() => null);
    return answer?.status ?? "closed";
  };
  const asTelegram = (body: string, secret = secretOf("telegram")) =>
    post("telegram", "x-telegram-bot-api-secret-token", secret, body);
  const asPosthog = (secret = secretOf("posthog")) =>
    post("posthog", "x-vklad-secret", secret, "{}");

  const answers: unknown[] = [];
  {
    await using _served = await serving(given.args, {
      VKLAD_TELEGRAM_TOKEN: TOKEN,
      VKLAD_TELEGRAM_HOOK_SECRET: secretOf("telegram"),
      VKLAD_POSTHOG_KEY: secretOf("key"),
      VKLAD_POSTHOG_HOOK_SECRET: secretOf("posthog"),
    });
    answers.push(
      await asTelegram(update, secretOf("stranger")),
      await asTelegram(large),
      await asTelegram("{"),
      await asPosthog(secretOf("stranger")),
      await post("discourse", "x-discourse-event-signature", "sha256=0", "{}"),
      await asTelegram(update),
      await asTelegram(update),
      await asPosthog(),
      await asPosthog(),
    );
  }

  expect(answers.filter((_, at) => at !== 1)).toEqual([403, 422, 403, 404, 200, 200, 200, 200]);
  // The rest of so large a body may find the door shut before the answer is read.
  expect(answers[1]).toBeOneOf([413, "closed"]);
  const folder = dataFolder(given.data);
  using inbox = inboxOf({ folder, clock: clockFrom(new Date(Date.now() + 60_000).toISOString()) });
  expect(inbox.marks().map(({ feed }) => feed)).toEqual(["posthog_events", "telegram_messages"]);
  const http = telegramHttp({ url: telegram.url, token: TOKEN });
  const feed = telegramMessages({ http, chats: CHATS, updates: "webhook", kept: inbox }) as Feed;
  const until = new Date(Date.now() + 60_000).toISOString();
  const { records } = await walk(feed, { until });
  expect(records).toMatchObject([{ message_id: 55, part: "message" }]);
  // Sealed: neither its words nor the secret rest in a file of the folder.
  for (const name of readdirSync(given.data, { recursive: true, encoding: "utf8" })) {
    if (!/inbox|\.ndjson$/.test(name)) continue;
    const bytes = readFileSync(`${given.data}/${name}`).toString("latin1");
    expect(bytes).not.toContain(secretOf("telegram"));
    expect(bytes).not.toContain(Buffer.from("смотрящего").toString("latin1"));
  }
});
