import { isRawNumber, parseExactly } from "../../exact-json.ts";
import { hashed, type KeyedHash } from "../../records.ts";
import type { Json } from "../../source.ts";
import { contactNamed, withoutContact, withoutContacts } from "./contact-text.ts";
import type { Treatment, Treatments } from "./treatment.ts";

/** Links that open a file without a token; they also differ in every reply. */
const SIGNED_LINKS = ["signedpath", "signedurl"];

/**
 * A row of which nothing lands by which somebody could be reached. A column that the table's
 * description does not name is one that nobody knows: of it, numbers land.
 */
export function cleanedRow(row: Json, treatments: Treatments, hash: KeyedHash): Json {
  if (!isObject(row)) return byTreatment(row, { kind: "numbers" }, hash) ?? null;
  const kept = Object.entries(row).flatMap(([title, value]): [string, Json][] => {
    const treatment = treatments.get(title) ?? { kind: "numbers" };
    const cleaned = byTreatment(value, treatment, hash);
    return cleaned === undefined ? [] : [[title, cleaned]];
  });
  return Object.fromEntries(kept);
}

/** Undefined where nothing of the value lands, not even that there was one. */
function byTreatment(value: Json, treatment: Treatment, hash: KeyedHash): Json | undefined {
  switch (treatment.kind) {
    case "dropped":
      return undefined;
    case "address":
      return hashed(value, hash);
    case "json":
      return inJson(value, hash);
    case "numbers":
      return numbersIn(value);
    case "rows": {
      const columns = treatment.columns();
      return isList(value)
        ? value.map((row) => cleanedRow(row, columns, hash))
        : cleanedRow(value, columns, hash);
    }
    case "person":
    case "sent":
      return withoutOwnContacts(value, hash);
  }
}

/** Users stand in many columns, and show their address under one name. */
function withoutOwnContacts(value: Json, hash: KeyedHash): Json {
  if (typeof value === "string") return withoutContact(value, hash);
  if (isList(value)) return value.map((item) => withoutOwnContacts(item, hash));
  if (!isObject(value)) return value;
  const kept = Object.entries(value).flatMap(([key, inner]): [string, Json][] => {
    if (SIGNED_LINKS.includes(key.toLowerCase())) return [];
    const isAddress = key.toLowerCase() === "email";
    return [[key, isAddress ? hashed(inner, hash) : withoutOwnContacts(inner, hash)]];
  });
  return Object.fromEntries(kept);
}

/** SQLite sends such a column as text. */
function inJson(value: Json, hash: KeyedHash): Json {
  if (typeof value !== "string") return withoutContactsIn(value, hash);
  const parsed = parsedOrNull(value);
  return parsed === null
    ? withoutContacts(value, hash)
    : JSON.stringify(withoutContactsIn(parsed, hash));
}

function withoutContactsIn(value: Json, hash: KeyedHash): Json {
  if (typeof value === "string") return withoutContacts(value, hash);
  if (isList(value)) return value.map((item) => withoutContactsIn(item, hash));
  if (!isObject(value)) return value;
  const kept = Object.entries(value).flatMap(([key, inner]): [string, Json][] => {
    const named = contactNamed(key);
    if (named === "phone") return [];
    const safeKey = withoutContacts(key, hash) ?? "";
    return [[safeKey, named === "address" ? hashed(inner, hash) : withoutContactsIn(inner, hash)]];
  });
  return Object.fromEntries(kept);
}

function numbersIn(value: Json): Json {
  if (typeof value === "string") return null;
  if (isList(value)) return value.map(numbersIn);
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, numbersIn(inner)]));
}

/** Null for what is no JSON, and for a text that is only a number or a word of JSON. */
function parsedOrNull(text: string): Json {
  try {
    const parsed = parseExactly(text) as Json;
    return typeof parsed === "object" ? parsed : null;
  } catch {
    return null;
  }
}

function isObject(value: Json): value is Readonly<Record<string, Json>> {
  return typeof value === "object" && value !== null && !isList(value) && !isRawNumber(value);
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}
