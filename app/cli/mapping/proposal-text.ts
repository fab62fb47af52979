import type { Gap } from "../../../sources/nocodb/mapping/gaps.ts";
import type { Proposal, Proposed } from "../../../sources/nocodb/mapping/propose/propose.ts";
import { ROLES, type FieldName } from "../../../sources/nocodb/mapping/roles.ts";
import type { Locale } from "../../community/words.ts";
import { gapText, mappingWords, type MappingWords } from "./words.ts";

export interface Shown {
  readonly proposal: Proposal;
  readonly gaps: readonly Gap[];
  /** The configuration to paste into. */
  readonly file: string;
}

/** What is proposed and why, what is missing, and the configuration to paste. */
export function proposalText({ proposal, gaps, file }: Shown, locale: Locale): readonly string[] {
  const said = mappingWords[locale];
  const { proposed, left } = proposal;
  const missing = gaps.map((gap) => `  - ${gapText(gap, locale)}`);
  return [
    said.heading(proposed.length + left.length),
    "",
    ...proposed.flatMap((one) => tableText(one, said)),
    ...(left.length === 0 ? [] : [said.left(left.map(({ title }) => title).join(", ")), ""]),
    ...(missing.length === 0 ? [said.complete] : [said.missing, ...missing]),
    "",
    said.paste(file),
    "",
    ...settingsText(proposed),
  ];
}

function tableText({ role, table, reasons, columns, unread }: Proposed, said: MappingWords) {
  const why = reasons.map((sign) => said.roleReasons[sign]).join(", ");
  return [
    `  ${table.title} → ${said.roles[role]} (${why})`,
    ...columns.map(({ field, column, why }) => {
      const what = said.fields[field as FieldName];
      return `      ${column.title} → ${what} (${said.columnReasons[why]})`;
    }),
    ...(unread.length === 0 ? [] : [`      ! ${said.unread(unread.join(", "))}`]),
    "",
  ];
}

/** TypeScript to paste: ids, so that another title changes nothing, with titles beside them. */
export function settingsText(proposed: readonly Proposed[]): readonly string[] {
  const lines = ROLES.flatMap((role) => {
    const tables = proposed.filter((one) => one.role === role);
    if (tables.length === 0) return [];
    const isOne = tables.length === 1;
    const bodies = tables.map((one) => mappingLines(one, isOne ? "  " : "    "));
    return isOne
      ? [`  ${role}: {`, ...bodies.flat(), "  },"]
      : [`  ${role}: [`, ...bodies.flatMap((body) => ["    {", ...body, "    },"]), "  ],"];
  });
  return ["tables: {", ...lines, "},"];
}

function mappingLines({ table, columns, verdicts, grades, unread }: Proposed, indent: string) {
  const line = (text: string) => `${indent}  ${text}`;
  const words = { ...verdicts };
  return [
    line(`table: ${quoted(table.id)}, // ${plainly(table.title)}`),
    line("columns: {"),
    ...columns.map(({ field, column }) =>
      line(`  ${field}: ${quoted(column.id ?? column.title)}, // ${plainly(column.title)}`),
    ),
    line("},"),
    ...(verdicts === null ? [] : [line(`verdicts: ${JSON.stringify(words)},`)]),
    ...(grades === null ? [] : [line(`grades: ${JSON.stringify(grades)},`)]),
    ...(unread.length === 0 ? [] : [line(`// ? ${plainly(unread.join(", "))}`)]),
  ];
}

function quoted(text: string): string {
  return JSON.stringify(text);
}

/** A title may hold a line's end, and what follows would be no comment any more. */
function plainly(title: string): string {
  return title.replace(/\s+/g, " ");
}
