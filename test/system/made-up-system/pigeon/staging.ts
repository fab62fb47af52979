import { stageAccounts, trace } from "../../../../models/staging/accounts.ts";
import { instant, text } from "../../../../models/staging/fields.ts";
import { stage } from "../../../../models/staging/stage.ts";

const stgPigeonMessages = stage({
  name: "stg_pigeon_messages",
  description: "Messages that pigeons brought, one row a message.",
  stream: "pigeon_messages",
  grain: ["message_id"],
  dated: ["written_at"],
  fields: {
    message_id: text("$.id"),
    sender_id: text("$.sender.ring"),
    sender_name: text("$.sender.name"),
    text: text("$.text"),
    written_at: instant("$.written_at"),
  },
});

const stgPigeonAccounts = stageAccounts({
  name: "stg_pigeon_accounts",
  description: "Everyone who has sent a pigeon, one row an account.",
  source: "pigeon",
  isNameOwn: true,
  isOneEach: true,
  traces: [[trace({ in: stgPigeonMessages, id: "sender_id", name: "sender_name" })]],
});

export const pigeon = { read: [stgPigeonMessages], derived: [], accounts: [stgPigeonAccounts] };
