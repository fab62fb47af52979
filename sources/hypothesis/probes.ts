import { z } from "zod";

import type { Probe } from "../connector.ts";
import { SourceMissingError } from "../errors.ts";
import { asSent } from "../records.ts";
import { shownGroups } from "./groups.ts";
import type { HypothesisOptions } from "./options.ts";

/** Whether each group is shown to us: the smallest request of each, and nothing is kept. */
export function hypothesisProbes(options: HypothesisOptions): Readonly<Record<string, Probe>> {
  const { http, groups } = options;
  return {
    async hypothesis_annotations(signal) {
      const shown = await shownGroups(options, signal);
      const hidden = groups.find((group) => !shown.includes(group));
      if (hidden !== undefined) {
        throw new SourceMissingError(http.system, `GET /api/groups/${hidden}`, 404, null);
      }
      let count = 0;
      for (const group of groups) {
        const query = { group, limit: "1" };
        const Envelope = z.object({ rows: z.array(asSent) });
        count += (await http.get(Envelope, "/api/search", { query, signal })).rows.length;
      }
      return count;
    },
  };
}
