import { runInNewContext } from "node:vm";

// @ts-expect-error Plain JavaScript, as the build runs it.
import { withValues } from "../shell/page-values.js";

/** A page's queries by name, as the browser sends them for an address with these parts. */
export function queriesOf(
  page: string,
  file: string,
  params: Readonly<Record<string, string>>,
): readonly (readonly [name: string, sql: string])[] {
  const built = withValues(page, file) as string;
  return [...built.matchAll(/```sql (\w+)\n([\s\S]*?)```/g)].map(([, name = "", sql = ""]) => [
    name,
    // Evidence makes a template of it, as this does.
    String(runInNewContext(`\`${sql}\``, { params })),
  ]);
}
