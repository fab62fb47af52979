import type { Base } from "../nocodb/base.ts";

import type { Community } from "./drawn.ts";
import { CAST_KEYS } from "./demo-people.ts";
import type { Frame } from "./frame.ts";
import { isLead } from "./people.ts";
import { LEAD_COHORT, type Cohort } from "./cohorts.ts";
import { enrolmentRow, stillRow, cohortRow } from "./tables.ts";

/**
 * The community on its first day: its people have their offices, one cohort has one trainee, the
 * tables stand there, and nobody has written, answered or linked anything.
 */
export function emptied(
  community: Community,
  { frame, cohorts }: { frame: Frame; cohorts: readonly Cohort[] },
): Community {
  const people = community.people.filter(({ key }) => CAST_KEYS.includes(key));
  const ids = new Set(people.flatMap(({ canaries }) => canaries.nativeIds));
  const cohort = cohorts.find(({ id }) => id === LEAD_COHORT)!;
  const lead = people.find(isLead)!;
  const rows: Readonly<Record<string, Base["tables"][number]["rows"]>> = {
    Streams: [stillRow(frame, { id: cohort.id, fields: cohortRow(cohort) })],
    Enrolments: [enrolmentRow(1, { person: lead, cohort })],
  };
  const { forum, base, assertions } = community;
  return {
    ...community,
    people,
    guides: [],
    tasks: [],
    forum: {
      ...forum,
      posts: [],
      topics: [],
      likes: [],
      users: forum.users.filter(({ id }) => ids.has(`${id}`)),
    },
    base: {
      ...base,
      tables: base.tables.map((table) => ({ ...table, rows: rows[table.title] ?? [] })),
    },
    assertions: {
      ...assertions,
      links: assertions.links.filter(({ a }) => ids.has(a.nativeId)),
      roles: assertions.roles.filter(({ account }) => ids.has(account.nativeId)),
      actors: [],
      wallets: [],
      verdicts: [],
      approvalKeys: assertions.approvalKeys.filter(({ account }) => ids.has(account.nativeId)),
    },
    truth: {
      ...community.truth,
      posts: {},
      broken_posts: [],
      attempts: {},
      people: community.truth.people.filter(({ person }) => CAST_KEYS.includes(person)),
      bots: [],
      agents: [],
      verdict_traps: {},
      late_attempts: [],
      counts: {
        members: people.length,
        topics: 0,
        posts: 0,
        poison_posts: 0,
        likes: 0,
        answers: 0,
        attempts: 0,
        poison_attempts: 0,
      },
    },
  };
}
