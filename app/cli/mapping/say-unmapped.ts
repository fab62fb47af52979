import type { Locale } from "../../community/words.ts";
import type { Pipeline } from "../../runtime/system.ts";
import type { Terminal } from "../terminal.ts";
import { categoryWords } from "./category-words.ts";

/** Names shown: a forum may have dozens, and the deanery's page has all. */
const NAMES_MAX = 8;

/** Says which categories of the forum nobody has mapped, as the run that has just ended found it. */
export async function sayUnmapped(
  { warehouse }: Pick<Pipeline, "warehouse">,
  { terminal, locale }: { readonly terminal: Terminal; readonly locale: Locale },
): Promise<void> {
  const rows = await warehouse.db
    .selectFrom("deanery_categories")
    .where("mapping", "=", "unmapped")
    .where("post_count", ">", 0n)
    .select(["category_id", "name", "post_count"])
    .orderBy("post_count", "desc")
    .orderBy("category_id")
    .execute();
  if (rows.length === 0) return;
  const said = categoryWords[locale];
  const names = rows.slice(0, NAMES_MAX).map(({ category_id: id, name }) => {
    if (id === "") return said.without;
    return name === null ? `№ ${id}` : `${name.replace(/\s+/g, " ")} (${id})`;
  });
  const shown = [...names, ...(rows.length > NAMES_MAX ? ["…"] : [])].join(", ");
  const posts = rows.reduce((sum, { post_count }) => sum + Number(post_count), 0);
  terminal.line(`  ! ${said.unmapped({ names: shown, posts })}`);
}
