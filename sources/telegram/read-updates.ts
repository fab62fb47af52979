import type { Json, Quarantined } from "../source.ts";
import type { Part } from "./message-stream.ts";
import type { Chats } from "./options.ts";
import { bare, readUpdate } from "./updates.ts";
import { isObject } from "./withheld.ts";

export interface ReadUpdates {
  readonly records: readonly Json[];
  readonly quarantined: readonly Quarantined[];
  /** Supergroups that chats of the configuration have become, those of before among them. */
  readonly became: readonly number[];
  /** The id of the last update that has one. */
  readonly last: number | null;
}

/** Updates as they land, whichever way they came. */
export function readUpdates(
  updates: readonly Json[],
  {
    chats,
    became: before,
    until,
  }: { readonly chats: Chats; readonly became: readonly number[]; readonly until: string },
): ReadUpdates {
  const became = new Set(before);
  const isRead = (id: number) => Object.hasOwn(chats, `${id}`) || became.has(id);
  const records: Part[] = [];
  const quarantined: Quarantined[] = [];
  const unknown = new Map<number, Part>();
  let last: number | null = null;
  for (const update of updates) {
    const id = isObject(update) ? update["update_id"] : null;
    if (!isObject(update) || !Number.isSafeInteger(id)) {
      quarantined.push({
        record: bare(isObject(update) ? update : {}),
        reason: "unreadable update_id",
      });
      continue;
    }
    last = Number(id);
    const read = readUpdate(update, isRead);
    records.push(...read.parts);
    quarantined.push(...read.quarantined);
    if (read.became !== null) became.add(read.became);
    if (read.unknownChat !== null) unknown.set(read.unknownChat.id, seen(read.unknownChat, until));
  }
  return {
    records: [...records, ...unknown.values()],
    quarantined,
    became: [...became],
    last,
  };
}

/** Says that there is such a chat, once a day, and nothing of it: somebody may want to configure it. */
function seen({ id, type }: { readonly id: number; readonly type: string }, until: string): Part {
  const changed_at = `${until.slice(0, 10)}T00:00:00.000Z`;
  return {
    chat_id: id,
    message_id: 0,
    part: "seen",
    kind: "seen",
    way: "bot",
    changed_at,
    sent: { type },
  };
}
