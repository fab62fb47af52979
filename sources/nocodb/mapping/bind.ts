import type { Json } from "../../source.ts";
import type { Binding, Bound } from "./binding.ts";
import type { Gap } from "./gaps.ts";
import { PLAIN_GRADES } from "./grades.ts";
import { fieldsOf, type Field, type Role } from "./roles.ts";
import { isAnswerToo, type Selected, type Selection } from "./select.ts";
import type { Place } from "./settings.ts";
import { columnNamed, columnsIn, type Column } from "./structure.ts";
import { answersIn } from "./answers-in-attempts.ts";
import { PLAIN_VERDICTS } from "./verdicts.ts";

export interface BoundTable {
  readonly binding: Binding;
  readonly gaps: readonly Gap[];
}

/** The mapping of one table, applied to its columns as the server describes them. */
export function bind(chosen: Selected, selection: Selection, meta: Json): BoundTable {
  const { role, table, mapping } = chosen;
  const columns = columnsIn(meta);
  const gaps: Gap[] = [];
  const report = (code: Gap["code"], field: string | null, named: string | null = null) =>
    gaps.push({ code, role, table: table.title, field, named });
  const bound: Record<string, Bound> = {};
  const targets: Record<string, string> = {};

  for (const [name, field] of Object.entries(fieldsOf(role))) {
    const place = mapping.columns[name];
    if (place === undefined) {
      if (isNeeded(chosen, name, field)) report("no_column", name);
      continue;
    }
    const named = columnIn(place);
    const column = named === null ? null : columnNamed(columns, named);
    if (column === undefined) {
      report("column_missing", name, named);
      continue;
    }
    bound[name] = column === null ? constant(place) : boundTo(column, columns);
    if (field.to === undefined) continue;
    const target = targetOf({ place, column, to: field.to }, chosen, selection);
    if (target !== null) targets[name] = target;
    else report(relatedTo(column) === null ? "which_table" : "leads_elsewhere", name, named);
  }

  const creator = systemColumn(columns, "CreatedBy");
  const modifier = systemColumn(columns, "LastModifiedBy");
  if (creator === null && needsCreator(chosen)) report("no_creator", null);
  if (modifier === null && mapping.columns["verdict"] !== undefined) report("no_modifier", null);
  const cohorts = selection.selected.find((one) => one.role === "cohorts");
  return {
    binding: {
      role,
      columns: bound,
      targets,
      cohorts: cohorts?.table.id ?? null,
      created_by: creator,
      modified_by: modifier,
      verdicts: mapping.verdicts ?? PLAIN_VERDICTS,
      grades: mapping.grades ?? PLAIN_GRADES,
    },
    gaps,
  };
}

function isNeeded({ role, mapping }: Selected, name: string, { isNeeded: always }: Field): boolean {
  if (always === true) return true;
  if (role !== "attempts") return false;
  return isAnswerToo(mapping) ? name === "cohort" : name === "answer";
}

/** Whose row it is decides who is paid, and who judged; who enrolled whom does not. */
function needsCreator({ role, mapping }: Selected): boolean {
  if (role === "enrolments") return mapping.columns["member"] === undefined;
  return role === "answers" || role === "attempts" || role === "reviews";
}

function columnIn(place: Place): string | null {
  if (typeof place === "string") return place;
  return "column" in place ? place.column : null;
}

function constant(place: Place): Bound {
  if (typeof place === "object" && "is" in place) return place;
  throw new Error("A place without a column has a value.");
}

function boundTo(column: Column, columns: readonly Column[]): Bound {
  const { colOptions, uidt, title } = column;
  const isKept = colOptions?.type === "bt" || colOptions?.type === "oo";
  const key = isKept ? columns.find(({ id }) => id && id === colOptions.fk_child_column_id) : null;
  const between = colOptions?.fk_mm_model_id;
  const junction = between
    ? columns.find((one) => one !== column && one.colOptions?.fk_related_model_id === between)
    : null;
  return {
    title,
    isCount: uidt === "Links",
    key: key?.title ?? null,
    junction: junction?.title ?? null,
    isAddress: uidt === "Email",
  };
}

/** The title that records carry a person under. One that was added goes before the hidden one. */
function systemColumn(columns: readonly Column[], type: string): string | null {
  const found = columns.filter(({ uidt }) => uidt === type);
  return (found.find(({ system }) => !system) ?? found[0])?.title ?? null;
}

/** A link column says where it points; a plain value means the one table there could be. */
function targetOf(
  { place, column, to }: { place: Place; column: Column | null; to: Role },
  { table }: Selected,
  { selected }: Selection,
): string | null {
  const ofRole = selected.filter(({ role }) => role === to).map((one) => one.table);
  const ofAttempts = selected
    .filter((one) => to === "answers" && one.role === "attempts" && isAnswerToo(one.mapping))
    .map((one) => ({ ...one.table, id: answersIn(one.table.id) }));
  const candidates = [...ofRole, ...ofAttempts];
  const related = relatedTo(column);
  if (related !== null) return candidates.find(({ id }) => id === related)?.id ?? null;
  const named = typeof place === "object" && "column" in place ? place.table : null;
  const meant = candidates.filter(
    ({ id, title }) => named === null || named === id || named === title,
  );
  const inBase = meant.filter(({ base }) => base === table.base);
  const [one, ...others] = inBase.length > 0 ? inBase : meant;
  return one === undefined || others.length > 0 ? null : one.id;
}

/** The table that a link column leads to; null for a lookup and for a plain value. */
function relatedTo(column: Column | null): string | null {
  return column?.uidt === "Lookup" ? null : (column?.colOptions?.fk_related_model_id ?? null);
}
