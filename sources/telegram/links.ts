import type { Json } from "../source.ts";
import { isObject, type JsonObject } from "./withheld.ts";

/** Addresses that a message names, each once: offsets count UTF-16 units, as JavaScript does. */
export function linksOfSent(message: JsonObject): readonly string[] {
  const text = message["text"] ?? message["caption"];
  const entities = message["entities"] ?? message["caption_entities"];
  if (typeof text !== "string") return [];
  return unique(entities, ({ type, offset, length, url }) => {
    if (type === "text_link") return url;
    if (type !== "url" || typeof offset !== "number" || typeof length !== "number")
      return undefined;
    return text.slice(offset, offset + length);
  });
}

export function linksOfExported(message: JsonObject): readonly string[] {
  return unique(message["text_entities"], ({ type, text, href }) => {
    if (type === "text_link") return href;
    return type === "link" ? text : undefined;
  });
}

function unique(entities: Json | undefined, linkOf: (entity: JsonObject) => Json | undefined) {
  if (!Array.isArray(entities) || entities.length === 0) return [];
  const links = new Set<string>();
  for (const entity of entities as readonly Json[]) {
    const link = isObject(entity) ? linkOf(entity) : undefined;
    if (typeof link === "string" && link !== "") links.add(link);
  }
  return [...links];
}
