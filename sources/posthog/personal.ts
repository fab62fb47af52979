import type { KeyedHash } from "../records.ts";

const ADDRESS =
  /[^\s@<>"'(),;:/?#&=[\]\\]+@[^\s@<>"'(),;:/?#&=[\]\\]+\.[^\s@<>"'(),;:/?#&=.[\]\\]{2,}/gu;

/** A phone number and nothing else, as people write it. */
const PHONE =
  /^(?:tel:\s*)?(?:\+\d[\d\s().-]{8,20}\d|[78][\s(-]*\d{3}[\s)-]*\d{3}[\s-]*\d{2}[\s-]*\d{2})$/u;

/**
 * What tells people apart, without what reaches them: sites call people by their address or phone.
 * One id has one form, wherever it stands.
 */
export function identifier(value: string, hash: KeyedHash): string {
  if (PHONE.test(value.trim())) return hash(value.replaceAll(/[^\d]/gu, ""));
  return value.replace(ADDRESS, (address) => hash(address.toLowerCase()));
}

/** A value of a property: null where it is a phone. */
export function withoutContacts(value: string, hash: KeyedHash): string | null {
  return PHONE.test(value.trim()) ? null : identifier(value, hash);
}
