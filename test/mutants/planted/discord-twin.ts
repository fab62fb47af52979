import type { Mutant } from "../mutant.ts";

const TWIN = ["demo/discord/twin.test.ts"];

/** A twin that is kinder than Discord would let a mistake of the connector through. */
export const discordTwinMutants: readonly Mutant[] = [
  {
    change: "Discord's twin gives the newest messages for `after`, and not those that follow",
    file: "demo/discord/messages.ts",
    find: "if (after !== null) return all.filter(isAbove(after)).slice(0, limit);",
    replace: "if (after !== null) return all.filter(isAbove(after)).slice(-limit);",
    check: TWIN,
  },
  {
    change: "Discord's twin shows texts without the intent",
    file: "demo/discord/view.ts",
    find: "intents.messageContent || message.authorId === botId",
    replace: "true || message.authorId === botId",
    check: TWIN,
  },
  {
    change: "Discord's twin lists members without the intent",
    file: "demo/discord/guilds.ts",
    find: "if (!view.intents.members) return MISSING_ACCESS;",
    replace: "",
    check: TWIN,
  },
  {
    change: "Discord's twin shows a channel that the bot may not see",
    file: "demo/discord/messages.ts",
    find: 'if (access === "hidden") return MISSING_ACCESS;',
    replace: "",
    check: TWIN,
  },
  {
    change: "Discord's twin never puts a quiet thread away",
    file: "demo/discord/view.ts",
    find: "return due <= now ? due : null;",
    replace: "return null;",
    check: TWIN,
  },
  {
    change: "Discord's twin counts all channels in one bucket",
    file: "demo/discord/rates.ts",
    find: "const route = majorOf(path);",
    replace: 'const route = majorOf(path).replaceAll(/\\d{5,}/g, ":id");',
    check: TWIN,
  },
];
