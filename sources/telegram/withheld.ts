import { withoutFields } from "../records.ts";
import type { Json } from "../source.ts";

/**
 * What never lands of an update, at whatever depth: phones, addresses, places, payments, documents,
 * and links that let anybody in.
 */
const DROPPED = [
  "contact",
  "vcard",
  "phone_number",
  "location",
  "venue",
  "passport_data",
  "successful_payment",
  "refunded_payment",
  "order_info",
  "shipping_address",
  "user_shared",
  "users_shared",
  "web_app_data",
  "invite_link",
];

const withoutPrivate = withoutFields({ drop: DROPPED.map((field) => ["**", field]) }, String);

/** A message inside a message: a copy that no edit of the original would reach. */
const COPIED = ["reply_to_message", "pinned_message"] as const;

export function cleanUpdate(update: Json): Json {
  return withoutCopies(withoutPrivate(update));
}

function withoutCopies(value: Json): Json {
  if (!isObject(value)) return value;
  const kept = Object.entries(value).map(([key, inner]) => {
    if (isObject(inner) && (COPIED as readonly string[]).includes(key)) return [key, named(inner)];
    return [key, withoutCopies(inner)];
  });
  return Object.fromEntries(kept) as Json;
}

function named({ message_id, chat }: JsonObject): Json {
  const id = isObject(chat) ? chat["id"] : undefined;
  return {
    ...(message_id === undefined ? {} : { message_id }),
    ...(id === undefined ? {} : { chat: { id } }),
  };
}

/** The same of an export, where all of them stand at the top of a message. */
const DROPPED_FROM_EXPORT = [
  "contact_information",
  "contact_vcard",
  "location_information",
  "place_name",
  "address",
  "invoice_information",
  "phone_number",
] as const;

export function cleanExported(message: JsonObject): JsonObject {
  if (!DROPPED_FROM_EXPORT.some((field) => Object.hasOwn(message, field))) return message;
  const kept = { ...message };
  for (const field of DROPPED_FROM_EXPORT) delete kept[field];
  return kept;
}

export interface JsonObject {
  [key: string]: Json;
}

export function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
