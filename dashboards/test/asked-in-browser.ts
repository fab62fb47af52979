import { runInNewContext } from "node:vm";

// @ts-expect-error Plain JavaScript, as the build runs it.
import { withoutSql } from "../shell/page-queries.js";

/** What Evidence's `Query` asks first of a page's only query, for an address with these parts. */
export function askedInBrowser(page: string, params: Readonly<Record<string, string>>): string {
  const [, text = ""] = /```sql \w+\n([\s\S]*?)```/.exec(withoutSql("me", page)) ?? [];
  // Evidence makes a template of it, as this does.
  const query = String(runInNewContext(`\`${text.trim()}\``, { params }));
  return `---- Data rows 1abc\nSELECT * FROM (${query}\n) AS "inputQuery-_1"\n`;
}

/** In the place of the browser's `fetch`: whatever is asked gets what `answer` makes of it. */
export function answeringWith(answer: (url: URL) => unknown) {
  return async (path: string) => {
    const body = await answer(new URL(path, "http://localhost"));
    return { ok: true, json: async () => body };
  };
}
