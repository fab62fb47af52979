/** Two may not read one bot's updates, and a webhook takes them all. */
export class TelegramConflictError extends Error {
  override readonly name = "TelegramConflictError";

  constructor(by: "webhook" | "poller" | "unknown", cause: unknown) {
    const who = {
      webhook: "a webhook is set for this bot, and takes its updates",
      poller: "another process reads the updates of this bot",
      unknown: "a webhook or another process takes the updates of this bot",
    }[by];
    super(
      `Telegram answered 409: ${who}; expected to be the only reader. What nobody reads within a ` +
        `day is lost. ${by === "poller" ? "" : "Remove the webhook (deleteWebhook), or "}` +
        `${by === "poller" ? "Stop" : "stop"} the other process, or give Vklad a bot of its own.`,
      { cause },
    );
  }
}

/** A bot that is read by webhook, and Telegram does not bring its updates. */
export class TelegramHookError extends Error {
  override readonly name = "TelegramHookError";

  constructor(fault: string) {
    super(
      `Telegram brings no updates: ${fault}; expected the webhook of this bot at ` +
        `<publicUrl>/hooks/telegram. What waits longer than a day is lost. Set it by setWebhook as ` +
        `the operator's guide says, or set sources.telegram.updates to "polling".`,
    );
  }
}

/** An export that cannot be read, or not to its end. What came before it has landed. */
export class TelegramExportError extends Error {
  override readonly name = "TelegramExportError";

  constructor(file: string, fault: string, cause?: unknown) {
    super(
      `The export ${file} cannot be read: ${fault}; expected result.json as Telegram Desktop writes ` +
        `it (Export chat history, machine-readable JSON). What stands before it has landed. Make ` +
        `the export again, or correct sources.telegram.export in the configuration.`,
      { cause },
    );
  }
}
