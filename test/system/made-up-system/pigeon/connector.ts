/** A system that nobody has: all that the product needs to know of one. */
import { z } from "zod";

import { defineConnector } from "../../../../sources/connector.ts";
import { pigeonMessages, pigeonMessagesStream } from "./messages.ts";

export const pigeon = defineConnector({
  name: "pigeon",
  settings: z.strictObject({ loft: z.string().min(1) }),
  secrets: { ring: { variable: "VKLAD_PIGEON_RING", purpose: "the number on our pigeons' rings" } },
  streams: [pigeonMessagesStream],
  accounts: { pigeon: { example: "coo1", ids: { pigeon_messages: ["$.sender.ring"] } } },
  open: ({ loft, ring }) => [
    pigeonMessages({ file: `${loft}/arrived.json`, ring, isLive: true }),
    pigeonMessages({ file: `${loft}/archive.json`, ring, isLive: false }),
  ],
});
