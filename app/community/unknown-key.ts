import { distance } from "fastest-levenshtein";
import type { z } from "zod";

/** A key that the configuration does not know, with the known one that it most resembles. */
export function unknownKeyText(
  schema: z.core.$ZodType,
  path: readonly PropertyKey[],
  key: string,
): string {
  const known = keysAt(schema, path);
  const [nearest] = known.toSorted((a, b) => between(a, key) - between(b, key));
  const meant =
    nearest !== undefined && between(nearest, key) <= Math.max(2, key.length / 3)
      ? `; did you mean ${nearest}?`
      : "";
  const at = [...path, key].join(".");
  return `  ${at} is not known; expected one of ${known.join(", ") || "no key"}${meant}`;
}

type Def = z.core.$ZodTypeDef & {
  readonly innerType?: z.core.$ZodType;
  readonly element?: z.core.$ZodType;
  readonly valueType?: z.core.$ZodType;
  readonly options?: readonly z.core.$ZodType[];
  readonly shape?: Readonly<Record<string, z.core.$ZodType>>;
};

function keysAt(schema: z.core.$ZodType, path: readonly PropertyKey[]): readonly string[] {
  const { innerType, element, valueType, options, shape } = schema._zod.def as Def;
  // What is optional or has a default is as what it holds.
  if (innerType !== undefined) return keysAt(innerType, path);
  if (options !== undefined) return [...new Set(options.flatMap((option) => keysAt(option, path)))];
  const [first, ...rest] = path;
  if (first === undefined) return Object.keys(shape ?? {});
  const inList = typeof first === "number" ? element : undefined;
  const next = shape?.[String(first)] ?? inList ?? valueType;
  return next === undefined ? [] : keysAt(next, rest);
}

/** In letters, whatever their case. */
function between(one: string, other: string): number {
  return distance(one.toLowerCase(), other.toLowerCase());
}
