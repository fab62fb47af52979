/**
 * A twin of Telegram's Bot API on the loopback interface, for a bot that reads: updates by polling or
 * by webhook, and who is in a chat. What the server itself does is after its source.
 *
 * Left out: all that a bot sends but plain text in a chat it was spoken to in, files and media, inline and callback queries, polls, business
 * chats, join requests, custom and paid reactions, the delay and grouping of `message_reaction_count`,
 * arguments as multipart forms; webhooks need no HTTPS here, and are brought when `deliver` is called.
 *
 * API: https://core.telegram.org/bots/api, server: https://github.com/tdlib/telegram-bot-api
 */
import { createFaults, type Faults } from "../faults.ts";
import { serveLoopback, type Loopback, type Reply, type Request } from "../loopback.ts";
import { createRandom } from "../random.ts";
import { userJson } from "./bot-json.ts";
import { answerChats } from "./chat-methods.ts";
import { botChatId } from "./chats.ts";
import type { Messenger } from "./messenger.ts";
import { argumentsOf, type Arguments, numberIn } from "./arguments.ts";
import { createPoll } from "./poll.ts";
import { createQueue } from "./queue.ts";
import { ok, ownReply, refused } from "./replies.ts";
import { toldTypes, updatesOf } from "./updates.ts";
import { createDelivery, type Delivered, type Hook } from "./webhook.ts";

export interface TelegramTwin extends Loopback {
  readonly messenger: Messenger;
  readonly faults: Faults;
  /** As BotFather has it: on, a bot that is no administrator sees commands and answers to it. */
  setPrivacy(isOn: boolean): void;
  /** Brings to the webhook what waits for it. */
  deliver(): Promise<Delivered>;
}

export interface TelegramTwinOptions {
  readonly messenger: Messenger;
  readonly token: string;
  /** Numbers of updates begin somewhere, and somewhere else after a week of silence. */
  readonly seed?: string;
  /**
   * For several readers with one token, as the demo has them: what one confirmed is kept for the
   * others, and nobody is held. Telegram itself forgets, and holds whoever asks again at once.
   */
  readonly isShared?: boolean;
}

export async function telegramTwin({
  messenger,
  token,
  seed = "telegram",
  isShared = false,
}: TelegramTwinOptions): Promise<TelegramTwin> {
  const { clock } = messenger;
  const faults = createFaults();
  const queue = createQueue(createRandom(seed), { forgets: !isShared });
  const delivery = createDelivery({ queue, clock });
  let isPrivacyOn = true;
  let hook: Hook | null = null;
  let allowed: readonly string[] = [];

  messenger.watch((happened, at) => {
    const told = toldTypes(allowed);
    for (const update of updatesOf(messenger, happened, { at, isPrivacyOn }))
      if (told.has(update.type)) queue.push(update, clock.now());
  });

  const poll = createPoll({
    queue,
    clock,
    catchUp: messenger.catchUp,
    holds: !isShared,
  });

  /** What is named counts for what happens from now on, and until something else is named. */
  function nameTypes(given: unknown): void {
    if (Array.isArray(given)) allowed = given.map(String);
  }

  function setWebhook(args: Arguments): Reply {
    const url = String(args["url"] ?? "");
    const secretToken = args["secret_token"] === undefined ? null : String(args["secret_token"]);
    if (secretToken !== null && !/^[\w-]{1,256}$/u.test(secretToken))
      return refused(400, "Bad Request: secret token contains unallowed characters");
    if (url !== "" && !/^https?:\/\//u.test(url))
      return refused(400, "Bad Request: bad webhook: An HTTPS URL must be provided for webhook");
    nameTypes(args["allowed_updates"]);
    if (args["drop_pending_updates"] === true) queue.clear();
    hook = url === "" ? null : { url, secretToken };
    if (hook !== null) poll.abort(refused(409, "Conflict: terminated by setWebhook request"));
    return ok(true);
  }

  async function answer(
    method: string,
    { args, fault }: { readonly args: Arguments; readonly fault: Request["fault"] },
  ): Promise<Reply> {
    switch (method) {
      case "getme":
        return ok({
          ...userJson(messenger.bot),
          can_join_groups: true,
          can_read_all_group_messages: !isPrivacyOn,
          supports_inline_queries: false,
          can_connect_to_business: false,
          has_main_web_app: false,
        });
      case "getupdates":
        if (hook !== null)
          return refused(
            409,
            "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first",
          );
        nameTypes(args["allowed_updates"]);
        return poll.ask({
          offset: numberIn(args["offset"], 0),
          limit: numberIn(args["limit"], 100),
          timeout: numberIn(args["timeout"], 0),
          fault,
        });
      case "setwebhook":
        return setWebhook(args);
      case "deletewebhook":
        if (args["drop_pending_updates"] === true) queue.clear();
        hook = null;
        return ok(true);
      case "getwebhookinfo": {
        const error = delivery.lastError();
        return ok({
          url: hook?.url ?? "",
          has_custom_certificate: false,
          pending_update_count: queue.waiting(clock.now()).length,
          ...(error === null
            ? {}
            : {
                last_error_date: error.date,
                last_error_message: error.message,
              }),
          ...(allowed.length === 0 ? {} : { allowed_updates: allowed }),
        });
      }
      case "sendmessage": {
        const chat = messenger.chats.find((one) => botChatId(one) === numberIn(args["chat_id"], 0));
        if (chat === undefined) return refused(400, "Bad Request: chat not found");
        const text = String(args["text"] ?? "");
        if (text === "") return refused(400, "Bad Request: message text is empty");
        return ok({ message_id: messenger.post(chat, messenger.bot, text).botId });
      }
      default:
        return answerChats(messenger, method, args) ?? refused(404, "Not Found");
    }
  }

  async function handle(request: Request): Promise<Reply> {
    const [, asked, method = ""] = /^\/bot([^/]+)\/(\w+)$/u.exec(request.path) ?? [];
    if (asked === undefined) return refused(404, "Not Found");
    if (asked !== token) return refused(401, "Unauthorized");
    messenger.catchUp();
    const { fault } = request;
    return answer(method.toLowerCase(), { args: argumentsOf(request), fault });
  }

  const server = await serveLoopback(handle, faults, ownReply);
  return {
    ...server,
    messenger,
    faults,
    setPrivacy: (isOn) => {
      messenger.catchUp();
      isPrivacyOn = isOn;
    },
    deliver: async () => {
      messenger.catchUp();
      return hook === null
        ? {
            deliveredCount: 0,
            failedCount: 0,
          }
        : delivery.deliver(hook);
    },
  };
}
