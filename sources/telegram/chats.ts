/**
 * Chats and topics with whose they are, as the configuration says it: so a rebuild knows it from
 * landing alone.
 */
import { z } from "zod";

import { cursorFrom, digestOf } from "../cursor.ts";
import type { Feed, Json, Stream } from "../source.ts";
import type { Chats } from "./options.ts";

export const telegramChatsStream: Stream = { name: "telegram_chats", primaryKey: ["chat_id"] };

export function telegramChats(chats: Chats): Feed<string | null> {
  const { name } = telegramChatsStream;
  const records = Object.entries(chats).map(([id, { cohort, topics = {}, migratedFrom }]) => ({
    chat_id: Number(id),
    cohort: cohort ?? null,
    topics: Object.entries(topics).map(([topic, own]) => ({
      topic_id: Number(topic),
      cohort: own,
    })),
    migrated_from: migratedFrom === undefined ? null : Number(migratedFrom),
  }));
  return {
    name,
    stream: telegramChatsStream,

    async fetchPage({ cursor }) {
      const before = cursorFrom(z.string().nullable(), cursor, { stream: name, start: null });
      const digest = digestOf(records as Json);
      if (digest === before) return { records: [], quarantined: [], cursor, done: true };
      return { records: records as Json[], quarantined: [], cursor: digest, done: true };
    },

    /** A chat that is taken out of the configuration is no longer ours. */
    async sweep() {
      const keys = records.map(({ chat_id }) => [chat_id]);
      return { keys, records: records as Json[], after: null, done: true };
    },
  };
}
