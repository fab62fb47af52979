import type { Mutant } from "../mutant.ts";

/** Who may see which rows. */
export const accessMutants: readonly Mutant[] = [
  {
    change: "remove an access rule: every trainee sees all receipts",
    file: "models/access.ts",
    find: '{ role: "trainee", table: "my_receipts", rows: self }',
    replace: '{ role: "trainee", table: "my_receipts", rows: "all" }',
    check: ["models/access.test.ts"],
  },
  {
    change: "remove an access rule: a master without cohorts sees those of all",
    file: "models/access.ts",
    find: 'if (cohortIds.length === 0) return "FALSE";',
    replace: 'if (cohortIds.length === 0) return "TRUE";',
    check: ["models/access.test.ts"],
  },
  {
    change: "let a name that is no role pass as the first of the table",
    file: "models/roles.ts",
    find: "if (found !== undefined) return found;",
    replace: "return found ?? roleTable[0];",
    check: ["models/access.test.ts"],
  },
  {
    change: "sign people in by a role of the ledger that is none",
    file: "models/marts/gateway/gateway_principals.ts",
    find: '.where("role", "in", grantedRoles())',
    replace: "",
    check: ["models/marts/gateway/gateway_principals.test.ts"],
  },
  {
    change: "sign in whoever has left, was deleted or is suspended",
    file: "models/marts/gateway/gateway_principals.ts",
    find: ".where(sql<boolean>`standing is distinct from 'closed'`)",
    replace: "",
    check: ["models/members-of-a-club.test.ts"],
  },
  {
    change: "sign in under any name that stands under a post",
    file: "models/marts/gateway/gateway_principals.ts",
    find: "sql<boolean>`standing is not null`",
    replace: "sql<boolean>`true`",
    check: ["models/members-of-a-club.test.ts"],
  },
  {
    change: "give own pages to nobody but the enrolled",
    file: "models/marts/gateway/gateway_principals.ts",
    find: 'eb("is_open", "=", true),',
    replace: "",
    check: ["models/members-of-a-club.test.ts"],
  },
  {
    change: "open rows by the cohorts of another role that the person holds",
    file: "models/access.ts",
    find: "cohorts.get(role) ?? []",
    replace: "[...cohorts.values()].flat()",
    check: ["models/access.test.ts"],
  },
  {
    change: "remove an access rule: nobody is given the review queue",
    file: "models/access.ts",
    find: '  { role: "master", table: "master_review_queue", rows: ownCohorts },\n',
    replace: "",
    check: ["models/access.test.ts"],
  },
  {
    change: "show a master how fast the colleagues of the cohort answer",
    file: "models/access.ts",
    find: '"master_own_feedback_weeks", rows: self }',
    replace: '"master_own_feedback_weeks", rows: ownCohorts }',
    check: ["models/access.test.ts"],
  },
  {
    change: "remove an access rule: the predicate of the my_ tables is dropped",
    file: "models/access.ts",
    find: 'return `"member_id" = ${quoted(memberId)}`;',
    replace: 'return "TRUE";',
    check: ["app/gateway/data/published.test.ts"],
  },
];
