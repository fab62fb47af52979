import { sql, type RawBuilder } from "kysely";

import { unmappedPostMeaning, type Meaning } from "./contribution-classes.ts";

/** What a post is by its category `c` and its place in the topic; the default where nobody said. */
export function postMeaning(part: keyof Meaning): RawBuilder<string> {
  const [topic, reply] = [sql.ref(`c.topic_${part}`), sql.ref(`c.reply_${part}`)];
  const otherwise = sql.lit(unmappedPostMeaning[part]);
  return sql<string>`coalesce(case when post_number = 1 then ${topic} else ${reply} end, ${otherwise})`;
}
