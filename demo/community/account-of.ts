import type { NativeAccount } from "../protocol.ts";
import type { Person } from "./people.ts";

/** The account that stands for a person: the club's where there is one. */
export function accountOf(person: Person): NativeAccount {
  if (person.discourse !== null) return discourseAccount(person);
  if (person.nocodb !== null) return { source: "nocodb", nativeId: person.nocodb.id };
  throw new Error(`${person.key} has no account at all.`);
}

export function discourseAccount(person: Person): NativeAccount {
  return { source: "discourse", nativeId: `${person.discourse!.id}` };
}
