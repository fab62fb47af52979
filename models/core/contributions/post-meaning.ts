import { sql, type RawBuilder } from "kysely";

import { otherPostMeaning, postMeanings, type Meaning } from "./contribution-classes.ts";

/** The reviewed table as an expression over `category_slug` and `post_number`. */
export function postMeaning(part: keyof Meaning): RawBuilder<string> {
  const cases = Object.entries(postMeanings).map(
    ([slug, { topic, reply }]) => sql`
      when category_slug = ${sql.lit(slug)} and post_number = 1 then ${sql.lit(topic[part])}
      when category_slug = ${sql.lit(slug)} then ${sql.lit(reply[part])}`,
  );
  return sql<string>`case ${sql.join(cases, sql` `)} else ${sql.lit(otherPostMeaning[part])} end`;
}
