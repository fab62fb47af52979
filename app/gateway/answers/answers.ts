import { createHash } from "node:crypto";

import type { Principal } from "../data/principal.ts";
import { keptAnswers } from "./kept-answers.ts";
import type { Packed } from "./child.ts";
import type { ListedQuery, QueryList } from "./list.ts";
import type { Pool } from "./pool.ts";

/** Answers that are kept, of all people together. */
const KEPT_BYTES_MAX = 64 * 1024 * 1024;

/** One question of somebody's own file. */
export interface Asked {
  readonly query: ListedQuery;
  readonly values: readonly string[];
  readonly language: string;
  /** The file and the tag of its content. */
  readonly file: { readonly path: string; readonly etag: string };
  /** The instant that the snapshot speaks of. */
  readonly asOf: string;
}

/** What a page may ask, and its answers. */
export interface Answers extends AsyncDisposable {
  /** Null for what is on no page, or on none of a role that they have. */
  queryFor(principal: Principal, hash: string): ListedQuery | null;
  /** True for what a language has words for, and as many values as the query asks by. */
  isWhole(asked: Pick<Asked, "query" | "values" | "language">): boolean;
  /** Equal tags, equal answers. */
  tagOf(asked: Asked): string;
  /** Rejects with `NoAnswerError`. */
  answer(principal: Principal, asked: Asked): Promise<Packed>;
  /** Somebody is going to ask. */
  warm(): void;
}

/** What depends on the instant of the snapshot, and not on its content alone. */
const OF_THE_INSTANT = "days_since";

export function createAnswers({
  list,
  pool,
  tokenDecimals,
}: {
  readonly list: QueryList;
  readonly pool: Pool;
  readonly tokenDecimals: number;
}): Answers {
  const kept = keptAnswers(KEPT_BYTES_MAX);
  const tagOf = ({ query, values, language, file, asOf }: Asked) => {
    const instant = query.macros.includes(OF_THE_INSTANT) ? asOf : null;
    const content = [file.etag, query.hash, values, language, instant];
    return createHash("sha256").update(JSON.stringify(content)).digest("hex").slice(0, 32);
  };
  return {
    queryFor({ roles }, hash) {
      const query = list.find(hash);
      return query !== null && roles.includes(query.role) ? query : null;
    },
    isWhole: ({ query, values, language }) =>
      values.length === query.params.length && list.macrosOf(query, language) !== null,
    tagOf,
    answer: (principal, asked) =>
      kept.get(tagOf(asked), () =>
        pool.ask(principal.account, {
          file: asked.file.path,
          sql: asked.query.sql,
          values: asked.values,
          macros: list.macrosOf(asked.query, asked.language) ?? {},
          language: asked.language,
          asOf_ms: Date.parse(asked.asOf),
          tokenDecimals,
        }),
      ),
    warm: () => pool.warm(),
    [Symbol.asyncDispose]: () => pool[Symbol.asyncDispose](),
  };
}
