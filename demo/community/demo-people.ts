import type { DemoPerson } from "../protocol.ts";
import { accountOf } from "./assertions.ts";
import type { Person } from "./people.ts";

const CAST = [
  { id: "deanery", key: "deanery-01", role: "deanery", ru: "Деканат", en: "Deanery" },
  { id: "master", key: "master-01", role: "master", ru: "Мастер", en: "Master" },
  { id: "committee-1", key: "committee-01", role: "committee", ru: "Комитет", en: "Committee" },
  { id: "committee-2", key: "committee-02", role: "committee", ru: "Комитет", en: "Committee" },
  { id: "trainee", key: "trainee-01", role: "trainee", ru: "Стажёр", en: "Trainee" },
] as const;

/** Proposes plans, and is not among those whom the sign-in offers. */
export const PROPOSER_KEY = "committee-03";

/** Keys of the people without whom the demo cannot be shown. */
export const CAST_KEYS: readonly string[] = [...CAST.map(({ key }) => key), PROPOSER_KEY];

export function demoPeople(people: readonly Person[]): (DemoPerson & { readonly key: string })[] {
  return CAST.map(({ id, key, role, ru, en }) => {
    const person = people.find((candidate) => candidate.key === key)!;
    return { id, key, name: person.name, role, roleLabel: { ru, en }, account: accountOf(person) };
  });
}
