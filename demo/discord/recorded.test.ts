import { readFileSync } from "node:fs";
import { join } from "node:path";

import { expect } from "vitest";

import { testWithShared } from "../../test/shared.ts";
import { givenGuild } from "./given-guild.ts";

const GUILD = "678348980639498428";
const CHANNEL = "678394406507905129";

/** What the API no longer says since version 8, in which the replies were recorded. */
const GONE = [
  ...["permissions_new", "is_pending", "embed_enabled", "embed_channel_id"],
  // Of a guild with such things.
  ...["tags", "bot"],
];

/** What each field of a reply is, its own fields included: lists by their items. */
function shapeOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.length === 0 ? "list" : [shapeOf(merged(value))];
  if (typeof value !== "object" || value === null) return typeof value;
  const fields = Object.entries(value).filter(([name]) => !GONE.includes(name));
  return Object.fromEntries(fields.map(([name, inner]) => [name, shapeOf(inner)]));
}

/** One item with every field that any of them has. */
function merged(items: readonly unknown[]): unknown {
  const isObjects = items.every((item) => typeof item === "object" && item !== null);
  return isObjects
    ? Object.assign({}, ...items.map((item) => ({ ...(item as object) })))
    : items[0];
}

/** Names of fields that one has and the other lacks, whatever they hold. */
function missingIn(ours: unknown, theirs: unknown, at = ""): string[] {
  if (Array.isArray(theirs)) {
    return Array.isArray(ours) ? missingIn(ours[0], theirs[0], `${at}[]`) : [];
  }
  if (typeof theirs !== "object" || theirs === null) return [];
  if (typeof ours !== "object" || ours === null) return [];
  const own = new Map(Object.entries(ours));
  return Object.entries(theirs).flatMap(([name, inner]) =>
    own.has(name) ? missingIn(own.get(name), inner, `${at}.${name}`) : [`${at}.${name}`],
  );
}

testWithShared(
  "each reply has every field that a real one was recorded with",
  "recorded-replies/discord",
  async (folder) => {
    const recorded = JSON.parse(readFileSync(join(folder, "index.json"), "utf8")) as {
      readonly url: string;
      readonly file: string;
    }[];
    const given = await givenGuild();
    const { changes, general: channel, anna, boris } = given;
    const emoji = changes.addEmoji("sourcecred");
    const message = changes.post({ channel, author: anna, content: "1" });
    changes.react(message, boris, "👍");
    changes.react(message, anna, emoji);

    const missing: Record<string, string[]> = {};
    for (const { url, file } of recorded) {
      const path = new URL(url).pathname
        .replace("/api", "")
        .replace(GUILD, given.guildId)
        .replace(CHANNEL, channel)
        .replace(/messages\/\d+/, `messages/${message}`)
        .replace(/sourcecred:\d+/, `sourcecred:${emoji.id}`);
      const { search } = new URL(url);
      const query = search.replace(/&before=\d+/, "");
      const { status, body } = await given.get(`${path}${query}`);
      expect([path, status]).toEqual([path, 200]);
      const theirs = JSON.parse(readFileSync(join(folder, file), "utf8")) as unknown;
      const lacks = missingIn(shapeOf(body), shapeOf(theirs));
      if (lacks.length > 0) missing[file] = lacks;
    }

    expect(recorded).toHaveLength(9);
    expect(missing).toEqual({
      // Of voice channels, which no reader of messages asks for.
      "guilds_678348980639498428_channels.json": ["[].bitrate", "[].user_limit", "[].rtc_region"],
    });
  },
);
