export interface Link {
  readonly link_id: string;
  readonly account_a: string;
  readonly account_b: string;
  readonly valid_from: Date;
}

export interface Account {
  readonly account_key: string;
  readonly source: string | null;
}

export interface Connected {
  /** Account key → what its member is named by: its earliest link, or the account itself. */
  readonly roots: ReadonlyMap<string, string>;
  /** Links that were not applied, with the system in which both sides have an account. */
  readonly refused: readonly (Link & { readonly system: string })[];
}

interface Component {
  readonly accounts: readonly string[];
  readonly root: string;
  /** Place of the naming link among all; infinite for an account without links. */
  readonly place: number;
  /** Systems in which a person has one account, and this one has it. */
  readonly taken: ReadonlySet<string>;
}

/**
 * Members as connected components, link by link in the order of their validity.
 *
 * A link that would join two members who each have an account in one of the `oneEach` systems is
 * refused: the earlier ones stand, whatever the order of the input.
 */
export function connectAccounts(
  accounts: readonly Account[],
  links: readonly Link[],
  oneEach: readonly string[],
): Connected {
  const componentOf = new Map<string, Component>();
  for (const { account_key, source } of accounts) {
    const taken = new Set(oneEach.filter((system) => system === source));
    const alone = { accounts: [account_key], root: account_key, place: Infinity, taken };
    componentOf.set(account_key, alone);
  }
  const refused: (Link & { readonly system: string })[] = [];
  for (const [place, link] of links.toSorted(byValidity).entries()) {
    const a = componentOf.get(link.account_a);
    const b = componentOf.get(link.account_b);
    if (a === undefined || b === undefined) {
      throw new Error(`Link ${link.link_id} names an account that is not among the accounts.`);
    }
    if (a === b) continue;
    const system = oneEach.find((one) => a.taken.has(one) && b.taken.has(one));
    if (system !== undefined) {
      refused.push({ ...link, system });
      continue;
    }
    const naming = [a, b, { root: link.link_id, place }].reduce((first, other) =>
      other.place < first.place ? other : first,
    );
    const joined = {
      accounts: [...a.accounts, ...b.accounts],
      root: naming.root,
      place: naming.place,
      taken: a.taken.union(b.taken),
    };
    for (const account of joined.accounts) componentOf.set(account, joined);
  }
  const roots = new Map([...componentOf].map(([account, { root }]) => [account, root]));
  return { roots, refused };
}

function byValidity(a: Link, b: Link): number {
  const time = a.valid_from.getTime() - b.valid_from.getTime();
  if (time !== 0) return time;
  return a.link_id < b.link_id ? -1 : 1;
}
