import { sql } from "kysely";

import { defineModel, rawVersions } from "../../model.ts";

/** Of pages that are gone, too: an annotation on one is no stranger's. */
export const stgGuidesAddresses = defineModel({
  name: "stg_guides_addresses",
  description: "Where pages of guides are or were to be read on the web, one row an address.",
  from: [rawVersions("guides_sections")],
  grain: ["url"],
  columns: {
    url: "VARCHAR",
    section_id: "VARCHAR",
  },
  query: (db) =>
    db
      .selectFrom(
        sql<{ url: string; section_id: string; place: bigint }>`(
          select url, section_id,
            row_number() over (partition by url order by version desc, section_id) as place
          from (
            select (payload->>'$.section_id') as section_id, version,
              unnest(json_extract_string(payload, '$.urls[*]')) as url
            from raw_guides_sections_versions where payload is not null
          )
          where url is not null
        )`.as("a"),
      )
      // Of two pages that had one address the one read later has it.
      .where("place", "=", 1n)
      .select(["url", "section_id"]),
});
