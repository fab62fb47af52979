import { readFileSync } from "node:fs";

import { z } from "zod";

import { type Role, roleOfPages } from "../../../models/roles.ts";

/** One query of a page, as the shell's build found it. */
export interface ListedQuery {
  readonly hash: string;
  /** Its page's address, as `committee/plan/[digest]`. */
  readonly page: string;
  readonly name: string;
  /** Whose pages these are. */
  readonly role: Role;
  readonly sql: string;
  /** Parts of the page's address, in the order of the query's values. */
  readonly params: readonly string[];
  /** Names of the macros that it is written with. */
  readonly macros: readonly string[];
}

/** All that may be asked of a role's file. */
export interface QueryList {
  find(hash: string): ListedQuery | null;
  /** A query's macros in the words of a language; null where there is no such language. */
  macrosOf(query: ListedQuery, language: string): Readonly<Record<string, string>> | null;
}

const List = z.object({
  queries: z.array(
    z.object({
      hash: z.string(),
      page: z.string(),
      name: z.string(),
      sql: z.string(),
      params: z.array(z.string()),
      macros: z.array(z.string()),
    }),
  ),
  /** Definitions by language and name. */
  macros: z.record(z.string(), z.record(z.string(), z.string())),
});

/** Reads the list that stands beside the built shell. */
export function openQueryList(file: string): QueryList {
  return queryListOf(JSON.parse(readFileSync(file, "utf8")));
}

export function queryListOf(written: unknown): QueryList {
  const { queries, macros } = List.parse(written);
  const byHash = new Map(queries.map((query) => [query.hash, { ...query, role: roleOf(query) }]));
  const languages = new Map(Object.entries(macros));
  return {
    find: (hash) => byHash.get(hash) ?? null,
    macrosOf(query, language) {
      const definitions = languages.get(language);
      if (definitions === undefined) return null;
      return Object.fromEntries(query.macros.map((name) => [name, definitions[name] ?? ""]));
    },
  };
}

function roleOf({ page }: { readonly page: string }): Role {
  const role = roleOfPages(page.split("/", 1)[0] ?? "");
  if (role !== null) return role;
  throw new Error(`The page ${page} is in no role's folder: see models/roles.ts.`);
}
