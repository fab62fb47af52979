import { z } from "zod";

import { isCut, isRawNumber, LEVELS_MAX } from "./exact-json.ts";
import type { Json, Quarantined } from "./source.ts";

/**
 * A value taken as it came. zod's own JSON schema copies what it reads, and a copy of a number too
 * large for JavaScript is no number any more.
 */
export const asSent = z.custom<Json>((value) => value !== undefined);

export interface Known<T> {
  readonly record: Json;
  readonly parsed: T;
}

export interface Sorted<T> {
  readonly known: readonly Known<T>[];
  readonly quarantined: readonly Quarantined[];
}

/** Parts the records we can place from those we cannot; both keep their order. */
export function sortOut<T>(schema: z.ZodType<T>, records: readonly Json[]): Sorted<T> {
  const known: Known<T>[] = [];
  const quarantined: Quarantined[] = [];
  for (const record of records) {
    if (holdsCut(record)) {
      quarantined.push({ record, reason: TOO_DEEP });
      continue;
    }
    const result = schema.safeParse(record);
    if (result.success) known.push({ record, parsed: result.data });
    else quarantined.push({ record, reason: shapeOf(result.error) });
  }
  return { known, quarantined };
}

/** The same for rows that land as they are. */
export function landable(
  schema: z.ZodType,
  rows: readonly Json[],
): { readonly records: readonly Json[]; readonly quarantined: readonly Quarantined[] } {
  const { known, quarantined } = sortOut(schema, rows);
  return { records: known.map(({ record }) => record), quarantined };
}

const TOO_DEEP = `nested deeper than ${LEVELS_MAX} levels`;

/** True for a record of which the client kept no more than the upper levels. */
function holdsCut(value: Json): boolean {
  if (typeof value !== "object" || value === null) return false;
  if (isRawNumber(value)) return isCut(value);
  return Object.values(value).some(holdsCut);
}

/** Which fields are wrong and how, never what they hold: reasons are read by more people. */
export function shapeOf(error: z.ZodError): string {
  const issues = error.issues.slice(0, 3).map(({ path, message }) => {
    const at = path.length === 0 ? "" : `${path.join(".")}: `;
    return `${at}${message}`;
  });
  return issues.join("; ");
}

/** Keys from the outside in, whatever their case; `**` is any depth. Arrays are walked through. */
export type FieldPath = readonly string[];

export interface Withheld {
  /** Fields that never land: addresses, devices, phones, secrets. */
  readonly drop?: readonly FieldPath[];
  /** Fields of which only a keyed hash lands: e-mail addresses. */
  readonly hash?: readonly FieldPath[];
}

export type KeyedHash = (value: string) => string;

/** Takes out of a record what must never land. Applied to quarantined records too. */
export function withoutFields(withheld: Withheld, hash: KeyedHash): (record: Json) => Json {
  const drop = (withheld.drop ?? []).map((path) => stepsOf(path, "drop"));
  const hashed = (withheld.hash ?? []).map((path) => stepsOf(path, "hash"));
  const steps = [...drop, ...hashed];
  return (record) => cleaned(record, steps, hash);
}

/** What is left of a path, and what happens at its end. */
interface Step {
  readonly keys: FieldPath;
  readonly end: "drop" | "hash";
}

function stepsOf(path: FieldPath, end: Step["end"]): Step {
  return { keys: path.map((key) => key.toLowerCase()), end };
}

function cleaned(value: Json, steps: readonly Step[], hash: KeyedHash): Json {
  if (steps.length === 0 || typeof value !== "object" || value === null) return value;
  if (isRawNumber(value)) return value;
  if (isList(value)) return value.map((item) => cleaned(item, steps, hash));
  const kept: [string, Json][] = [];
  for (const [key, inner] of Object.entries(value)) {
    const onward = steps.flatMap((step) => advanced(step, key.toLowerCase()));
    const ends = onward.filter(({ keys }) => keys.length === 0);
    if (ends.some(({ end }) => end === "drop")) continue;
    const isHashed = ends.length > 0;
    kept.push([key, isHashed ? hashed(inner, hash) : cleaned(inner, onward, hash)]);
  }
  return Object.fromEntries(kept);
}

/** Where a step stands inside `key`: nowhere, one key further, or still at any depth. */
function advanced(step: Step, key: string): Step[] {
  const [first, ...rest] = step.keys;
  if (first !== "**") return first === key ? [{ ...step, keys: rest }] : [];
  const inside = rest[0] === key ? [{ ...step, keys: rest.slice(1) }] : [];
  return [step, ...inside];
}

/** Everything below a hashed field is hashed: an e-mail may come alone or as a list. */
export function hashed(value: Json, hash: KeyedHash): Json {
  if (value === null || typeof value === "boolean" || isCut(value)) return value;
  if (typeof value === "string") {
    const address = value.trim().toLowerCase();
    // The hash of nothing would make everybody without an address the same person.
    return address === "" ? null : hash(address);
  }
  if (typeof value === "number" || isRawNumber(value)) return hash(JSON.stringify(value));
  if (isList(value)) return value.map((item) => hashed(item, hash));
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [key, hashed(inner, hash)]),
  );
}

/** `Array.isArray` does not narrow a readonly array. */
function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}
