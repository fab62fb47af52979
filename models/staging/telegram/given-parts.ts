/** What landed of chats, as raw views show it: parts in the order of their landing. */
import { readExported } from "../../../sources/telegram/export/message.ts";
import type { ExportedChat } from "../../../sources/telegram/keys.ts";
import type { Part } from "../../../sources/telegram/message-stream.ts";
import { readUpdate } from "../../../sources/telegram/updates.ts";
import { rawRow } from "../../given.ts";

/** The parts of an update in a chat that is read. */
export function byBot(kind: string, content: object): readonly Part[] {
  const update = JSON.parse(JSON.stringify({ update_id: 1, [kind]: content }));
  const { parts, quarantined } = readUpdate(update, () => true);
  if (quarantined.length > 0) throw new Error(quarantined[0]?.reason);
  return parts;
}

export function byExport(chat: ExportedChat, message: object): readonly Part[] {
  const given = readExported(Buffer.from(JSON.stringify(message)), chat, { at: 0 });
  if ("refused" in given) throw new Error(given.refused.reason);
  return [given.part];
}

/** Versions as the load orders them: by their own change, then as they landed. */
export function landed(parts: readonly Part[]) {
  const rows = parts.map((part, index) => ({
    part,
    row: {
      ...rawRow([part.chat_id, part.message_id, part.part], part, { version: BigInt(index + 1) }),
      ordered_at: new Date(part.changed_at),
    },
  }));
  const byKey = Map.groupBy(rows, ({ row }) => row.key);
  const ordered = [...byKey.values()].map((versions) =>
    versions
      .toSorted((a, b) => a.row.ordered_at.getTime() - b.row.ordered_at.getTime())
      .map(({ row }, at) => ({ ...row, ordinal: BigInt(at + 1) })),
  );
  return {
    raw_telegram_messages_versions: ordered.flat(),
    raw_telegram_messages_current: ordered.map((versions) => {
      const { ordinal: _, ...row } = versions.at(-1)!;
      return row;
    }),
  };
}
