import { CATEGORIES } from "./categories.ts";
import type { Kind } from "./kind.ts";
import { LIKES } from "./likes.ts";
import { MOVES } from "./moves.ts";
import { REMOVAL } from "./removal.ts";
import { TEXTS } from "./texts.ts";
import { TOPICS } from "./topics.ts";
import { USERS } from "./users.ts";

export type { Kind } from "./kind.ts";

/** Everything that happens on a forum and that a reader of it must find. */
export const KINDS: readonly Kind[] = [
  ...TEXTS,
  ...REMOVAL,
  ...MOVES,
  ...TOPICS,
  ...USERS,
  ...LIKES,
  ...CATEGORIES,
];

export function kindNamed(name: string): Kind {
  const found = KINDS.find((kind) => kind.name === name);
  if (found !== undefined) return found;
  throw new Error(`There is no kind ${JSON.stringify(name)}; see test/forum/kinds.`);
}
