/** Who is who, to read: by whose word, who else it may be, and what waits for a person. */
import {
  accountsJoined,
  linksAsOf,
  linksOf,
  standingLinks,
  waitingLinks,
} from "../../../warehouse/ledger/index.ts";
import { accountNamed, instantOption } from "../identity/account-option.ts";
import { openPeopleToRead } from "../identity/open.ts";
import type { CommonOptions } from "../options.ts";

/** Says whose an account is and by whose word; as of an instant, and as the ledger was then. */
export async function identityWhy(
  options: CommonOptions,
  named: string,
  given: { readonly known?: string },
): Promise<void> {
  const known = instantOption("--known", given.known);
  await using at = await openPeopleToRead(options);
  const { ledger, now, said, line, lines } = at;
  const { account } = accountNamed(named, at.names);
  const events = (await ledger?.read()) ?? [];
  const joined = accountsJoined(linksAsOf(events, { asOf: now(), known }), account);
  line(`${said.joins}:`);
  for (const key of joined) line(`  ${lines.account(key)}`);
  for (const text of lines.declared(events, account)) line(text);
  // Those that were undone too: why it is not so is asked as well.
  const about = linksOf(events).filter(({ a, b }) => joined.includes(a) || joined.includes(b));
  if (about.length === 0) line(said.alone);
  for (const one of about) for (const text of lines.link(one)) line(text);
  for (const one of waitingLinks(events))
    if (one.accounts.some((each) => joined.includes(each.account)))
      for (const text of lines.waiting(one)) line(text);
}

/** Prints who may be one person: of all, or of one account's member. It links nobody. */
export async function identitySuggest(
  options: CommonOptions,
  named: string | undefined,
): Promise<void> {
  await using at = await openPeopleToRead(options);
  const { people, said, line, lines } = at;
  if (people.accounts.size === 0) return line(said.nothingPublished);
  const account = named === undefined ? null : accountNamed(named, at.names).account;
  const member = account === null ? null : people.accounts.get(account)?.memberId;
  const found = people.suggestions.filter(
    ({ members }) => member === null || (member !== undefined && members.includes(member)),
  );
  if (found.length === 0) line(said.noSuggestions);
  for (const one of found) for (const text of lines.suggestion(one)) line(text);
}

/** Prints what waits for a person: links without a second word, and what contradicts. */
export async function identityConflicts(options: CommonOptions): Promise<void> {
  await using at = await openPeopleToRead(options);
  const { ledger, people, said, line, lines } = at;
  const events = (await ledger?.read()) ?? [];
  const waiting = waitingLinks(events);
  const standing = new Set(standingLinks(events).map(({ linkId }) => linkId));
  const unapplied = people.unapplied.filter(({ linkId }) => standing.has(linkId));
  if (waiting.length + unapplied.length === 0) line(said.noConflicts);
  for (const one of waiting) for (const text of lines.waiting(one)) line(text);
  for (const { linkId, accounts, system } of unapplied) {
    line(`${linkId}  ${said.unapplied(system)}`);
    for (const key of accounts) line(`  ${lines.account(key)}`);
  }
}
