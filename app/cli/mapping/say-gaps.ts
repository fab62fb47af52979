import { Gap, isBlocking } from "../../../sources/nocodb/mapping/gaps.ts";
import type { Pipeline } from "../../runtime/system.ts";
import type { Locale } from "../../community/words.ts";
import type { Terminal } from "../terminal.ts";
import { gapText, mappingWords } from "./words.ts";

/**
 * Says what the mapping of the workbooks lacks, as the run that has just ended found it. False:
 * something that the configuration names was not read.
 */
export async function sayGaps(
  { warehouse }: Pick<Pipeline, "warehouse">,
  { terminal, locale }: { readonly terminal: Terminal; readonly locale: Locale },
): Promise<boolean> {
  const rows = await warehouse.db
    .selectFrom("deanery_workbook_gaps")
    .selectAll()
    .orderBy("ordinal")
    .execute();
  const gaps = rows.map(({ code, role, table_title: table, field, named }) =>
    Gap.parse({ code, role, table, field, named }),
  );
  if (gaps.length === 0) return true;
  terminal.line(`  ! ${mappingWords[locale].missing}`);
  for (const gap of gaps) terminal.line(`    - ${gapText(gap, locale)}`);
  // A role that nobody mapped may be one that a community does without.
  return !gaps.some((gap) => isBlocking(gap) && gap.code !== "no_table");
}
