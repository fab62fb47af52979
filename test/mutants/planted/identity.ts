import type { Mutant } from "../mutant.ts";

/** Who is who: accounts, links, roles and their ends. */
export const identityMutants: readonly Mutant[] = [
  {
    change: "revoked links still join",
    file: "models/core/identity/current_links.ts",
    find: `.where("link_id", "not in", (sub) =>
            sub.selectFrom("stg_ledger_link_revocations").select("link_id"),
          )`,
    replace: "",
    check: ["models/core/identity/members.test.ts"],
  },
  {
    change: "seeded roles lose their end",
    file: "app/community/follow-roles.ts",
    find: "valid_to: to,",
    replace: "valid_to: null,",
    check: ["app/community/seed-ledger.test.ts"],
  },
  {
    change: "a role that the configuration no longer has is ended without a second person",
    file: "warehouse/ledger/people/role-ends.ts",
    find: "return seated.size === 0 ? null",
    replace: "return seated.size >= 0 ? null",
    check: ["app/community/follow-roles.test.ts"],
  },
  {
    change: "deleting a role from the configuration changes nothing",
    file: "app/community/follow-roles.ts",
    find: "if (wanted.has(key) || !known.isConfigured ||",
    replace: "if (known.isConfigured || wanted.has(key) ||",
    check: ["app/community/follow-roles.test.ts"],
  },
  {
    change: "whose role it is confirms its end",
    file: "warehouse/ledger/people/role-ends.ts",
    find: `if (personOf(by.account) === concerned) return "own_role";`,
    replace: "",
    check: ["app/community/follow-roles.test.ts"],
  },
  {
    change: "anybody confirms the end of a role",
    file: "warehouse/ledger/people/role-ends.ts",
    find: `return seated.has(personOf(by.account)) ? null : "not_on_committee";`,
    replace: "return null;",
    check: ["app/community/follow-roles.test.ts"],
  },
  {
    change: "a role ends before its end was confirmed",
    file: "warehouse/ledger/people/role-ends.ts",
    find: "end.valid_to !== null && endOf(end) > now.getTime() ? end.valid_to : at",
    replace: "end.valid_to ?? at",
    check: ["app/community/follow-roles.test.ts"],
  },
  {
    change: "a grant that was ended cannot be given again",
    file: "app/community/follow-roles.ts",
    find: '?? "*"}:${after}`;',
    replace: '?? "*"}`;',
    check: ["app/community/follow-roles.test.ts"],
  },
];
