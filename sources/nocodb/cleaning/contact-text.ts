import type { KeyedHash } from "../../records.ts";

const ADDRESS = /[^\s@<>"'(),;:[\]\\]+@[^\s@<>"'(),;:[\]\\]+\.[^\s@<>"'(),;:.[\]\\]{2,}/gu;
const ADDRESS_ONLY = new RegExp(`^(?:mailto:)?(${ADDRESS.source})(?:\\?.*)?$`, "iu");

/** What E.164 allows, as people write it. */
const PHONE = /\+\d[\d\s().-]{8,20}\d/gu;
const PHONE_ONLY = /^(?:tel:\s*)?\+\d[\d\s().-]{8,20}\d$|^tel:.*$/iu;

/** As they are written at home, without a plus. */
const PHONE_AT_HOME = /^[78][\s(-]*\d{3}[\s)-]*\d{3}[\s-]*\d{2}[\s-]*\d{2}$/u;

/**
 * A text that is nothing but a way to reach somebody, whatever its column's type: of addresses their
 * hashes are left, of a phone nothing. Any other text is what somebody wrote.
 */
export function withoutContact(text: string, hash: KeyedHash): string | null {
  const trimmed = text.trim();
  if (PHONE_ONLY.test(trimmed)) return null;
  const found = trimmed.split(/[,;\s]+/u).map((part) => ADDRESS_ONLY.exec(part)?.[1]);
  if (!found.every((address) => address !== undefined)) return text;
  return found.map((address) => hash(address.toLowerCase())).join(", ");
}

/** The same wherever it stands in a text: for columns that nobody types prose into. */
export function withoutContacts(text: string, hash: KeyedHash): string | null {
  const trimmed = text.trim();
  if (PHONE_ONLY.test(trimmed) || PHONE_AT_HOME.test(trimmed)) return null;
  return text.replace(ADDRESS, (address) => hash(address.toLowerCase())).replace(PHONE, "");
}

const ADDRESS_KEY = /e-?mail|почт/iu;
const PHONE_KEY = /phone|mobile|whats-?app|^tel$|телефон|моб/iu;

/** What a key of a JSON object says of its value. */
export function contactNamed(key: string): "address" | "phone" | null {
  if (PHONE_KEY.test(key)) return "phone";
  return ADDRESS_KEY.test(key) ? "address" : null;
}
