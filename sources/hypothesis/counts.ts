/** How many annotations of each group we may read. API: https://h.readthedocs.io/en/latest/api-reference/ */
import { z } from "zod";

import type { Count, Counter } from "../connector.ts";
import { asSent } from "../records.ts";
import { hypothesisAnnotationsStream } from "./annotations.ts";
import { shownGroups } from "./groups.ts";
import type { HypothesisOptions } from "./options.ts";
import { SEARCH_ROWS_MAX } from "./search.ts";
import { idOf, sharedOf } from "./shared.ts";

const Found = z.object({ total: z.int().nonnegative(), rows: z.array(asSent) });
const Profile = z.looseObject({ userid: z.string().nullable() });

/** Two hundred thousand notes of one's own. */
const OWN_PAGES_MAX = 1_000;

export function hypothesisCounts(options: HypothesisOptions): Readonly<Record<string, Counter>> {
  const { http } = options;

  /** The total holds the "only me" notes of the token's owner, of which nothing is read. */
  async function ownNotes(group: string, user: string, signal: AbortSignal): Promise<number> {
    let count = 0;
    let after: string | null = null;
    for (let pages = 0; pages < OWN_PAGES_MAX; pages += 1) {
      const query = { group, user, sort: "id", order: "asc", limit: `${SEARCH_ROWS_MAX}` };
      const asked: Record<string, string> =
        after === null ? query : { ...query, search_after: after };
      const { rows } = await http.get(Found, "/api/search", { query: asked, signal });
      const { known, quarantined } = sharedOf(rows, [group]);
      count += rows.length - known.length - quarantined.length;
      const last = rows.map(idOf).findLast((id) => id !== null) ?? null;
      if (last === null || last === after) break;
      after = last;
    }
    return count;
  }

  return {
    async [hypothesisAnnotationsStream.name]({ signal }) {
      const { userid } = await http.get(Profile, "/api/profile", { signal });
      const counts: Count[] = [];
      for (const group of await shownGroups(options, signal)) {
        const query = { group, limit: "0" };
        const { total } = await http.get(Found, "/api/search", { query, signal });
        const own = userid === null ? 0 : await ownNotes(group, userid, signal);
        counts.push({ part: group, count: Math.max(0, total - own) });
      }
      return counts;
    },
  };
}
