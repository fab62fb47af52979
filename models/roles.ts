/** One role: what everything that asks "who may?" derives from. */
export interface RoleEntry {
  /** As configuration, ledger and snapshot write it. */
  readonly name: string;
  /** The folder of its pages, and so their address: a trainee's are under `/me/`. */
  readonly pages: string;
  readonly words: { readonly ru: string; readonly en: string };
  /**
   * Granted by name, by the configuration and then the ledger; or every member has it: who has an
   * account in a connected system.
   */
  readonly from: "grant" | "membership";
  /**
   * True: it is held in cohorts, and opens the rows of those alone. A grant that names no cohort
   * is for each of them.
   */
  readonly byCohort: boolean;
}

/**
 * Every role there is, in the order in which pages are offered.
 *
 * A new role is an entry here, a line in `access.ts` for each table it may open, and a folder of
 * pages. The ledger also keeps roles that are not (or no longer) here: they open nothing.
 */
export const roleTable = [
  {
    name: "deanery",
    pages: "deanery",
    words: { ru: "Деканат", en: "Deanery" },
    from: "grant",
    byCohort: false,
  },
  {
    name: "master",
    pages: "master",
    words: { ru: "Мастер", en: "Master" },
    from: "grant",
    byCohort: true,
  },
  {
    name: "committee",
    pages: "committee",
    words: { ru: "Комитет", en: "Committee" },
    from: "grant",
    byCohort: false,
  },
  {
    name: "trainee",
    pages: "me",
    words: { ru: "Стажёр", en: "Trainee" },
    from: "membership",
    byCohort: false,
  },
] as const satisfies readonly RoleEntry[];

export type Role = (typeof roleTable)[number]["name"];

/** A role that a person is given by name. */
export type GrantedRole = Extract<(typeof roleTable)[number], { from: "grant" }>["name"];

/** The role whose pages are in this folder; null where that is no role's. */
export function roleOfPages(folder: string): Role | null {
  return roleTable.find(({ pages }) => pages === folder)?.name ?? null;
}

/** The role's entry. Throws for a name that is no role: it must not pass as another. */
export function roleEntry(name: Role): RoleEntry {
  const found = roleTable.find((role) => role.name === name);
  if (found !== undefined) return found;
  const known = roleTable.map((role) => role.name).join(", ");
  throw new Error(`${JSON.stringify(name)} is no role; expected ${known}: see models/roles.ts.`);
}

/** Who keeps the catalogue of tasks: what a task's section and complexity are. */
export const CURATOR: GrantedRole = "deanery";

/** Names of the roles that are given by name. */
export function grantedRoles(): readonly GrantedRole[] {
  return roleTable.filter((role) => role.from === "grant").map(({ name }) => name);
}
