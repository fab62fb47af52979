/** Nobody has said yet which channels of the guild may be read, so none is. */
export class DiscordUnmappedError extends Error {
  override readonly name = "DiscordUnmappedError";

  constructor() {
    super(
      `sources.discord.channels is missing; expected the channels that may be read. ` +
        `Run \`vklad sources map discord\`: it proposes them and prints what to paste.`,
    );
  }
}

/** Discord gives this to a bot only once its owner has ticked it. */
export class DiscordIntentError extends Error {
  override readonly name = "DiscordIntentError";

  constructor(intent: Intent, found: string) {
    super(
      `Discord ${found}: the bot has no ${intent}. Switch it on in the developer portal, on the ` +
        `page Bot of the application, under Privileged Gateway Intents; then run again.`,
    );
  }
}

export type Intent = "Message Content Intent" | "Server Members Intent";
