import { sql, type Expression, type RawBuilder } from "kysely";

import type { Role } from "../../roles.ts";

/**
 * True where a member looked after a cohort at an instant: a person, never a bot or an agent. The
 * model has to read `roles` and `people`.
 */
export function isMasterOf({
  member,
  cohort,
  at,
}: {
  readonly member: Expression<string>;
  readonly cohort: Expression<string>;
  readonly at: Expression<Date>;
}): RawBuilder<boolean> {
  return sql<boolean>`exists (
    select 1 from roles inner join people on people.member_id = roles.member_id
    where roles.member_id = ${member} and role = ${sql.lit("master" satisfies Role)}
      and (roles.cohort_id is null or roles.cohort_id = ${cohort})
      and valid_from <= ${at} and (valid_to is null or valid_to > ${at})
  )`;
}
