import type { Fields, Held, Records } from "./truth.ts";

const SHOWN_MAX = 80;

/** Each record that the warehouse lacks, has too many or has otherwise, in a sentence. */
export function differences(truth: Held, held: Held): string[] {
  return (Object.keys(truth) as (keyof Held)[]).flatMap((stream) =>
    between(truth[stream], held[stream]).map((what) => `${stream}: ${what}`),
  );
}

function between(truth: Records, held: Records): string[] {
  const ids = [...new Set([...truth.keys(), ...held.keys()])];
  return ids.toSorted(byNumber).flatMap((id) => {
    const is = held.get(id);
    const be = truth.get(id);
    if (is === undefined) return [`${id} is not there; expected ${shown(be ?? {})}`];
    if (be === undefined) return [`${id} is there and is to be gone; found ${shown(is)}`];
    return Object.entries(be).flatMap(([field, value]) =>
      is[field] === value
        ? []
        : [`${id}: ${field} is ${cut(is[field])}, and is to be ${cut(value)}`],
    );
  });
}

function byNumber(a: string, b: string): number {
  return Number.parseInt(a, 10) - Number.parseInt(b, 10) || (a < b ? -1 : 1);
}

const cut = (value: unknown) => JSON.stringify(value ?? null).slice(0, SHOWN_MAX);

function shown(fields: Fields): string {
  return Object.entries(fields)
    .map(([name, value]) => `${name} ${cut(value)}`)
    .join(", ")
    .slice(0, 3 * SHOWN_MAX);
}
