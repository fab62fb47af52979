import type { Mutant } from "../mutant.ts";

const TWIN = ["demo/telegram/twin.test.ts"];
const EXPORT = ["demo/telegram/export.test.ts"];

/** Rules of Telegram that a reader is proved against: a twin without one would prove less. */
export const telegramTwinMutants: readonly Mutant[] = [
  {
    change: "the Telegram twin keeps updates past their day",
    file: "demo/telegram/queue.ts",
    find: "queued = queued.filter(({ expiresAt }) => expiresAt > now);",
    replace: "queued = queued.filter(({ expiresAt }) => expiresAt > 0);",
    check: TWIN,
  },
  {
    change: "the Telegram twin numbers updates in one row for ever",
    file: "demo/telegram/queue.ts",
    find: "if (lastPushedAt !== null && now - lastPushedAt > SILENCE_MS && alive(now).length === 0)",
    replace: "if (lastPushedAt !== null && now < 0)",
    check: TWIN,
  },
  {
    change: "the Telegram twin tells reactions to who did not name them",
    file: "demo/telegram/updates.ts",
    find: "KNOWN.filter((type) => !ON_DEMAND.includes(type))",
    replace: "KNOWN.filter((type) => type !== undefined)",
    check: TWIN,
  },
  {
    change: "the Telegram twin shows a bot with privacy on all that people say",
    file: "demo/telegram/updates.ts",
    find: "if (isService(content) || !isPrivacyOn) return true;",
    replace: "if (isPrivacyOn || !isPrivacyOn) return true;",
    check: TWIN,
  },
  {
    change: "the Telegram twin answers two pollers at once",
    file: "demo/telegram/poll.ts",
    find: "      abort(OTHER_POLLER);",
    replace: "",
    check: TWIN,
  },
  {
    change: "the Telegram twin exports a basic group's messages under the supergroup's numbers",
    file: "demo/telegram/export-json.ts",
    find: "return chat.migratedTo === null ? id : id - SHIFT;",
    replace: "return id;",
    check: EXPORT,
  },
  {
    change: "the Telegram twin exports what was deleted",
    file: "demo/telegram/export.ts",
    find: "if (message.isDeleted || message.at < (options.from ?? -Infinity)) continue;",
    replace: "if (message.at < (options.from ?? -Infinity)) continue;",
    check: EXPORT,
  },
];
