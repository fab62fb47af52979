import type { Request } from "../loopback.ts";

export type Arguments = Readonly<Record<string, unknown>>;

/** In the address or as JSON; what is a list or an object in an address is its JSON. */
export function argumentsOf({ query, body }: Request): Arguments {
  const inQuery = [...query].map(([name, value]) => [
    name,
    /^[[{]/u.test(value) ? parsed(value) : value,
  ]);
  return { ...Object.fromEntries(inQuery), ...(typeof body === "object" ? body : {}) };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

export function numberIn(value: unknown, otherwise: number): number {
  const number = Number(value ?? otherwise);
  return Number.isSafeInteger(number) ? number : otherwise;
}
