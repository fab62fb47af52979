import { membersOf } from "./members-of.ts";

export const telegramUsers = membersOf({
  name: "telegram_users",
  who: "user of Telegram",
  source: "telegram",
});
