import { membersOf } from "./members-of.ts";

export const discordUsers = membersOf({
  name: "discord_users",
  who: "user of Discord",
  source: "discord",
});
