import { payableLines, type Plan } from "../plan/plan.ts";
import { plansOf } from "../plan/proposed-plans.ts";
import type { AnyLedgerEvent } from "../store/events.ts";
import { foldedOnce } from "../store/folded-once.ts";
import { peopleOf } from "../store/people.ts";

/** Why a line is set aside: words that pages and terminal know. */
export const WALLET_CHANGED = "its member linked another wallet since";

type Linked = Extract<AnyLedgerEvent, { kind: "wallet_linked" }>;

/**
 * Lines of a plan whose member linked another wallet than the plan pays to, since the one it pays to
 * was linked. To link it back does not undo that: a wallet that changed waits anew.
 *
 * Whose a wallet is was said by whoever linked it. Accounts that become one person, or two, change
 * no line by themselves: what was linked before the plan counts by the people of that moment.
 */
export function changedLines(
  events: readonly AnyLedgerEvent[],
  { digest, plan }: { readonly digest: string; readonly plan: Plan },
): ReadonlySet<string> {
  const known = linesOf(events);
  const found = known.get(digest);
  if (found !== undefined) return found;
  const lines = foldedLines(events, digest, plan);
  known.set(digest, lines);
  return lines;
}

const linesOf = foldedOnce(() => new Map<string, ReadonlySet<string>>());

function foldedLines(
  events: readonly AnyLedgerEvent[],
  digest: string,
  plan: Plan,
): ReadonlySet<string> {
  const seq = plansOf(events).find((one) => one.digest === digest)?.event.seq;
  const links = events.filter((event): event is Linked => event.kind === "wallet_linked");
  if (seq === undefined || links.length === 0) return new Set();
  const personThen = peopleOf(events.filter((event) => event.seq < seq));
  const personNow = peopleOf(events);
  const then = grouped(links, ({ payload }) => personThen(payload.account));
  const since = links.filter((one) => one.seq > seq);
  const now = grouped(since, ({ payload }) => personNow(payload.account));
  const before = links.filter((one) => one.seq < seq);
  const byWallet = grouped(before, ({ payload }) => payload.wallet);

  function isChanged(wallet: string): boolean {
    const own = byWallet.get(wallet) ?? [];
    const last = own.at(-1)?.seq ?? Infinity;
    return own.some(({ payload: { account } }) =>
      [...(then.get(personThen(account)) ?? []), ...(now.get(personNow(account)) ?? [])].some(
        (other) => other.seq > last && other.payload.wallet !== wallet,
      ),
    );
  }

  const lines = payableLines(plan).filter(({ wallet }) => isChanged(wallet));
  return new Set(lines.map(({ id }) => id));
}

function grouped(
  links: readonly Linked[],
  keyOf: (link: Linked) => string,
): ReadonlyMap<string, readonly Linked[]> {
  const groups = new Map<string, Linked[]>();
  for (const link of links) {
    const group = groups.get(keyOf(link)) ?? [];
    group.push(link);
    groups.set(keyOf(link), group);
  }
  return groups;
}
