import type { Quarantined } from "../source.ts";
import { isGuide, isPage } from "./names.ts";

/** One file or folder that gives no section, and why. */
export interface Refused {
  readonly path: string;
  readonly quarantined: Quarantined;
}

/** Reasons are read by the deanery: they name what is wrong, and quote nothing of the text. */
export function refused(path: string, reason: string): Refused {
  // So that a reader knows a path when it stands before a colon.
  const shown = path.includes("/") || isPage(path) || isGuide(path) ? path : `./${path}`;
  return { path, quarantined: { record: { path }, reason: `${shown}: ${reason}` } };
}

/** What could be read, or why it could not: the reason begins with the line, where there is one. */
export type Read<T> = { readonly value: T } | { readonly reason: string };
