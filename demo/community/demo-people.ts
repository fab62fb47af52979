import type { DemoPerson } from "../protocol.ts";
import { accountOf } from "./account-of.ts";
import type { Person } from "./people.ts";

const CAST = [
  { id: "deanery", key: "deanery-01", role: "deanery" },
  { id: "master", key: "master-01", role: "master" },
  { id: "committee-1", key: "committee-01", role: "committee" },
  { id: "committee-2", key: "committee-02", role: "committee" },
  { id: "trainee", key: "trainee-01", role: "trainee" },
] as const;

/** Proposes plans, and is not among those whom the sign-in offers. */
export const PROPOSER_KEY = "committee-03";

/** Keys of the people without whom the demo cannot be shown. */
export const CAST_KEYS: readonly string[] = [...CAST.map(({ key }) => key), PROPOSER_KEY];

export function demoPeople(people: readonly Person[]): (DemoPerson & { readonly key: string })[] {
  return CAST.map(({ id, key, role }) => {
    const person = people.find((candidate) => candidate.key === key)!;
    return { id, key, name: person.name, role, account: accountOf(person) };
  });
}
