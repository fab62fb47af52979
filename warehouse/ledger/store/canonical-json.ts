import type { Json } from "../../../sources/source.ts";

/** JSON text that depends only on the value: keys sorted by code unit, absent ones left out. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) => {
    if (inner === null || typeof inner !== "object" || Array.isArray(inner)) return inner;
    // `fromEntries` defines `__proto__` as an own key, so no key can be lost.
    return Object.fromEntries(
      Object.entries(inner).toSorted(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)),
    );
  });
}

/** The same, read back: what a reader of the stored text will see. */
export function throughJson(value: unknown): Json {
  return JSON.parse(canonicalJson(value)) as Json;
}
