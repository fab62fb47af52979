import { isRawNumber, parseExactly } from "../exact-json.ts";
import type { KeyedHash } from "../records.ts";
import type { Json } from "../source.ts";
import { withoutContacts } from "./personal.ts";

/** Where it was, and what of the guides and workbooks it was about. Nothing of who, or on what. */
export const PROPERTIES = [
  "$current_url",
  "$pathname",
  "$referring_domain",
  "cohort",
  "guide",
  "locale",
  "percent",
  "section",
  "task",
  "utm_campaign",
  "utm_medium",
  "utm_source",
] as const;

/**
 * Names that no allow-list may hold: addresses, places, devices, browsers, people. PostHog's own begin
 * with `$`, and its copies of a person's properties lie in `$set`.
 */
const PERSONAL =
  /(?:^|[^a-z])(?:e-?mail|phone|mobile|tel|ip|geoip|user_?agent|device|password|token|first_?name|last_?name|full_?name|user_?name|name|birth\w*|address|lat(?:itude)?|lon(?:gitude)?|postal\w*|zip)(?:[^a-z]|$)|^\$(?:set|set_once|unset|os|browser|screen|viewport|raw_|initial_|session|window|anon|user|groups?|elements|el_|active_feature|feature|insert_id|client)/iu;

export function isPersonal(property: string): boolean {
  return PERSONAL.test(property.replaceAll(/([a-z])([A-Z])/gu, "$1_$2"));
}

/** Longer than this no path or name is. */
const LENGTH_MAX = 2_000;

/**
 * Of an event's properties what the list names, in its order: a text, a number, a yes or a no. Of
 * addresses of pages no query and no fragment is left, where tokens and names stand.
 */
export function allowed(
  properties: Readonly<Record<string, Json>>,
  names: readonly string[],
  hash: KeyedHash,
): Record<string, Json> {
  const kept = names.toSorted().flatMap((name): [string, Json][] => {
    const value = Object.hasOwn(properties, name) ? cleaned(properties[name] ?? null, hash) : null;
    return value === null ? [] : [[name, value]];
  });
  return Object.fromEntries(kept);
}

function cleaned(value: Json, hash: KeyedHash): Json {
  if (typeof value === "number" || typeof value === "boolean" || isRawNumber(value)) return value;
  if (typeof value !== "string" || value.length > LENGTH_MAX) return null;
  return withoutContacts(withoutQuery(value), hash);
}

const WEB_ADDRESS = /^\s*(?:[a-z][a-z0-9+.-]*:)?\/\//iu;

/** Of a web address or a path; any other text is as it was. */
export function withoutQuery(value: string): string {
  if (!WEB_ADDRESS.test(value) && !value.trimStart().startsWith("/")) return value;
  const [place = ""] = value.trim().split(/[?#;]/u, 1);
  // Who signs in by address writes name and password before an `@`.
  return place.replace(/^((?:[a-z][a-z0-9+.-]*:)?\/\/)[^/]*@/iu, "$1");
}

/** HogQL gives an object as its JSON text; null where it is neither. */
export function propertiesIn(value: Json): Readonly<Record<string, Json>> | null {
  const object = typeof value === "string" ? parsedOrNull(value) : value;
  if (typeof object !== "object" || object === null || isRawNumber(object)) return null;
  return Array.isArray(object) ? null : (object as Readonly<Record<string, Json>>);
}

function parsedOrNull(text: string): Json {
  try {
    return parseExactly(text) as Json;
  } catch (cause) {
    if (cause instanceof SyntaxError) return null;
    throw cause;
  }
}
