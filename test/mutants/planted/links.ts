import type { Mutant } from "../mutant.ts";

const LINKS = "warehouse/ledger/people/links";
const RULES = [`${LINKS}/links.test.ts`];
const UNDOING = [`${LINKS}/undo-links.test.ts`];
const SUGGESTED = ["models/core/identity/suggest/suggest.test.ts"];

/** Whose word joins accounts, how a link is undone, and what is only suggested. */
export const linkMutants: readonly Mutant[] = [
  {
    change: "one person gives both words of a link",
    file: `${LINKS}/ask-link.ts`,
    find: `if (areOnePerson(events, assertedBy, by.account)) return "own_word";`,
    replace: "",
    check: RULES,
  },
  {
    change: "two accounts without an office make a link",
    file: `${LINKS}/ask-link.ts`,
    find: `if (authority === "self" && asker !== "office") return "own_word";`,
    replace: "",
    check: RULES,
  },
  {
    change: "anybody confirms a link of anybody",
    file: `${LINKS}/ask-link.ts`,
    find: `if (authority === null || (authority === "self" && contradiction !== null)) return "not_deanery";`,
    replace: "",
    check: RULES,
  },
  {
    change: "what contradicted is confirmed while it still does",
    file: `${LINKS}/ask-link.ts`,
    find: `isAgainst ? "still_contradicts" : null`,
    replace: `isAgainst ? null : null`,
    check: RULES,
  },
  {
    change: "a link that contradicts is made by coming last",
    file: `${LINKS}/write-link.ts`,
    find: "if (found !== null && !(isDecided",
    replace: "if (found === undefined && !(isDecided",
    check: RULES,
  },
  {
    change: "a bot's account is linked to a person's",
    file: `${LINKS}/write-link.ts`,
    find: `if (actor !== null) throw new LinkRefusedError("no_person", nameOf(accounts));`,
    replace: "",
    check: RULES,
  },
  {
    change: "a proof joins two members who have a wallet each",
    file: `${LINKS}/contradiction.ts`,
    find: "const areTwo = walletOfA !== undefined",
    replace: "const areTwo = walletOfA === undefined",
    check: RULES,
  },
  {
    change: "of which system an account is, earlier links do not tell",
    file: `${LINKS}/contradiction.ts`,
    find: "said.get(account);",
    replace: "null;",
    check: RULES,
  },
  {
    change: "an account that is named by its key alone is of no system",
    file: `${LINKS}/contradiction.ts`,
    find: "[a, b].filter(isNamed).map(",
    replace: "[a, b].map(",
    check: RULES,
  },
  {
    change: "a proof that was undone links again when it is repeated",
    file: `${LINKS}/prove-link.ts`,
    find: "one.linkId === linkId ||",
    replace: "",
    check: RULES,
  },
  {
    change: "a link that was undone still counts",
    file: `${LINKS}/links.ts`,
    find: "return linksOf(events).filter(({ undone }) => undone === null);",
    replace: "return linksOf(events);",
    check: UNDOING,
  },
  {
    change: "other links are undone than were shown",
    file: `${LINKS}/undo-links.ts`,
    find: `if (!isShown) throw new LinkRefusedError("links_changed", shown.join(", "));`,
    replace: "",
    check: UNDOING,
  },
  {
    change: "anybody undoes links of anybody",
    file: `${LINKS}/undo-links.ts`,
    find: `throw new LinkRefusedError("not_deanery", linkId);`,
    replace: "",
    check: UNDOING,
  },
  {
    change: "an undone link leaves an account behind that only it named",
    file: "models/core/identity/ledger_accounts.ts",
    find: `.where("link_id", "not in", (sub) =>
            sub.selectFrom("stg_ledger_link_revocations").select("link_id"),
          )`,
    replace: "",
    check: ["test/identity/identity.test.ts"],
  },
  {
    change: "what two people earned under an undone link is one's",
    file: "models/core/identity/former_member_ids.ts",
    find: "count(distinct c.member_id) = 1 and count(c.member_id) = count(*)",
    replace: "true",
    check: ["models/core/identity/former_member_ids.test.ts"],
  },
  {
    change: "an address that anybody could type counts as confirmed",
    file: "models/core/identity/address_pairs.ts",
    find: "bool_or(a.is_confirmed and b.is_confirmed)",
    replace: "bool_or(a.is_confirmed or b.is_confirmed)",
    check: ["models/core/identity/identity_suggestions.test.ts"],
  },
  {
    change: "an address in a form counts as confirmed",
    file: "models/staging/nocodb/stg_nocodb_accounts.ts",
    find: "false as is_confirmed",
    replace: "true as is_confirmed",
    check: ["models/core/identity/identity_suggestions.test.ts"],
  },
  {
    change: "two accounts of the club are suggested to be one person's",
    file: "models/core/identity/suggest/rank.ts",
    find: "if (!taken.isDisjointFrom(systems.get(member_b) ?? new Set())) continue;",
    replace: "",
    check: SUGGESTED,
  },
  {
    change: "two who were called two people are suggested again",
    file: "models/core/identity/suggest/rank.ts",
    find: "if (member_a === member_b || apart.has(members)) continue;",
    replace: "if (member_a === member_b) continue;",
    check: SUGGESTED,
  },
  {
    change: "relatives and namesakes of another surname are suggested",
    file: "models/core/identity/suggest/evidence.ts",
    find: "if (match.isWhole) return",
    replace: "if (match !== null) return",
    check: SUGGESTED,
  },
  {
    change: "a member speaks of another's accounts on the own page",
    file: "app/gateway/identity/desk.ts",
    find: "if (waits.some((one) => one.linkId === linkId)) return;",
    replace: "if (waits !== null) return;",
    check: ["app/gateway/identity/desk.test.ts"],
  },
  {
    change: "any member says who is who",
    file: "app/gateway/identity/routes.ts",
    find: `const office = { role: "deanery" } as const;`,
    replace: `const office = { role: "trainee" } as const;`,
    check: ["app/gateway/identity/routes.test.ts"],
  },
  {
    change: "looking at an undo does it",
    file: "app/cli/commands/identity.ts",
    find: "if (!given.yes) {",
    replace: "if (given.yes) {",
    check: ["app/cli/commands/identity.test.ts"],
  },
];
