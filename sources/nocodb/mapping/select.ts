import type { BaseTable } from "../base.ts";
import type { Gap } from "./gaps.ts";
import { NEEDED_ROLES, ROLES, type Role } from "./roles.ts";
import { tablesIn, type TableMapping, type Tables } from "./settings.ts";

export interface Selected {
  readonly table: BaseTable;
  readonly role: Role;
  readonly mapping: TableMapping;
}

export interface Selection {
  /** In the order of the roles, then of the configuration, then of ids. */
  readonly selected: readonly Selected[];
  /** Roles without a table, and tables that are not there. */
  readonly gaps: readonly Gap[];
}

/** Which tables of the bases the mapping names. Nothing else is read. */
export function select(tables: readonly BaseTable[], mapping: Tables): Selection {
  const selected: Selected[] = [];
  const gaps: Gap[] = [];
  for (const role of ROLES) {
    const named = tablesIn(mapping, role);
    if (named.length === 0 && isNeeded(role, mapping)) gaps.push(gap("no_table", role, null));
    for (const one of named) {
      const found = tables.filter((table) => isNamed(table, one));
      if (found.length === 0) gaps.push(gap("table_missing", role, one.table));
      for (const table of found) {
        const isTaken = selected.some((other) => other.table.id === table.id);
        if (isTaken) gaps.push({ ...gap("two_roles", role, one.table), table: table.title });
        else selected.push({ table, role, mapping: one });
      }
    }
  }
  return { selected, gaps };
}

function isNamed(table: BaseTable, { table: named, base }: TableMapping): boolean {
  if (base !== undefined && base !== table.base) return false;
  return (
    table.id === named || table.title.normalize("NFC").trim() === named.normalize("NFC").trim()
  );
}

/** Answers are not needed where each attempt is one. */
function isNeeded(role: Role, mapping: Tables): boolean {
  const attempts = tablesIn(mapping, "attempts");
  const isOptional = role === "answers" && attempts.length > 0 && attempts.every(isAnswerToo);
  return NEEDED_ROLES.some((needed) => needed === role) && !isOptional;
}

/** True: the rows of this table of attempts are answers as well. */
export function isAnswerToo({ columns }: TableMapping): boolean {
  return columns["answer"] === undefined && columns["task"] !== undefined;
}

function gap(code: Gap["code"], role: Role, named: string | null): Gap {
  return { code, role, table: null, field: null, named };
}
