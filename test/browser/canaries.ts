/** Who may find what of whom in a browser, by texts that the demo planted in everybody's data. */
import { readFileSync } from "node:fs";

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

/** All text that reached the browser, of which the answers to its queries are most. */
export function textsOf({ fetched }: Visit): string[] {
  return fetched.map(({ body }) => body.toString("utf8"));
}
