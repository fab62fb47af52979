/** Who may find what of whom in a browser, by texts that the demo planted in everybody's data. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { DuckDBInstance } from "@duckdb/node-api";
import { CompiledQuery } from "kysely";

import type { Truth, TruePerson } from "../../demo/truth/truth.ts";
import type { OpenDemo, Visit } from "./given-open-demo.ts";

type Secret = keyof TruePerson["canaries"];

/** What a role may find of somebody: kinds of canaries. */
export type Allowed = (person: TruePerson) => readonly Secret[];

export interface Canaries {
  personOf(id: string): TruePerson;
  /** Canaries of people that the role may not find, and the browser got all the same. */
  leaks(texts: readonly string[], self: TruePerson, allowed: Allowed): string[];
  /** How many of those that the role may find were found: a search that finds none proves nothing. */
  foundCount(texts: readonly string[], allowed: Allowed): number;
  /** Names by a question asked of the warehouse, not of the marts. */
  names(question: string): Promise<ReadonlySet<string>>;
}

export function canariesOf(demo: OpenDemo): Canaries {
  const truth = JSON.parse(readFileSync(demo.demo.hello.truthFile, "utf8")) as Truth;
  return {
    personOf(id) {
      const nativeId = demo.people.find((one) => one.id === id)?.account.nativeId;
      const found = truth.people.find(({ accounts }) =>
        accounts.some((account) => account.nativeId === nativeId),
      );
      if (found === undefined) throw new Error(`The truth knows no ${id}.`);
      return found;
    },
    leaks(texts, self, allowed) {
      const all = texts.join("\n");
      return truth.people
        .filter(({ person }) => person !== self.person)
        .flatMap((person) => {
          const may = allowed(person);
          return (Object.keys(person.canaries) as Secret[])
            .filter((secret) => !may.includes(secret))
            .flatMap((secret) => [person.canaries[secret]].flat().map((text) => ({ secret, text })))
            .filter(({ text }) => text !== "" && all.includes(text))
            .map(({ secret, text }) => `${person.person} ${secret} ${text}`);
        });
    },
    foundCount(texts, allowed) {
      const all = texts.join("\n");
      return truth.people.filter((person) =>
        allowed(person).some((secret) =>
          [person.canaries[secret]].flat().some((text) => all.includes(text)),
        ),
      ).length;
    },
    async names(question) {
      const { rows } = await demo.run.system.warehouse.db.executeQuery<{ name: string }>(
        // The test's own words, compiled by nobody else.
        CompiledQuery.raw(question),
      );
      return new Set(rows.map(({ name }) => name));
    },
  };
}

/** All text that reached the browser: what was answered, and each cell of a role's file. */
export async function textsOf({ fetched }: Visit): Promise<string[]> {
  const texts: string[] = [];
  for (const { url, body } of fetched) {
    if (url.endsWith(".duckdb")) texts.push(...(await cellsOf(body)));
    else texts.push(body.toString("utf8"));
  }
  return texts;
}

async function cellsOf(body: Buffer): Promise<string[]> {
  const dir = mkdtempSync(join(tmpdir(), "vklad-leak-"));
  const file = join(dir, "role.duckdb");
  writeFileSync(file, body);
  const instance = await DuckDBInstance.create(file, { access_mode: "READ_ONLY" });
  const connection = await instance.connect();
  const cells: string[] = [];
  const tables = await connection.runAndReadAll("select table_name from duckdb_tables()");
  for (const [table] of tables.getRows()) {
    const rows = await connection.runAndReadAll(`select * from "${String(table)}"`);
    cells.push(...rows.columnNames());
    for (const row of rows.getRows()) for (const cell of row) cells.push(String(cell));
  }
  connection.closeSync();
  instance.closeSync();
  rmSync(dir, { recursive: true });
  return cells;
}
