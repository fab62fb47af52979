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
    file: "app/community/seed-ledger.ts",
    find: "valid_to: to,",
    replace: "valid_to: null,",
    check: ["app/community/seed-ledger.test.ts"],
  },
];
