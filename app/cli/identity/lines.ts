import type {
  AccountLink,
  AnyLedgerEvent,
  Contradiction,
  WaitingLink,
} from "../../../warehouse/ledger/index.ts";
import { declaredActors, OPERATOR } from "../../../warehouse/ledger/index.ts";
import { wholeTokens } from "../../community/tokens.ts";
import type { Locale } from "../../community/words.ts";
import type { Effect, Stand } from "../../identity/effect-of-undo.ts";
import type { PublishedPeople, PublishedSuggestion } from "../../identity/published-people.ts";
import { identityWords } from "../identity-words.ts";

/** Points are kept in millionths. */
const POINT_DECIMALS = 6;

/** Lines for the operator's own terminal, which may name people. */
export function linesFor(
  locale: Locale,
  people: Pick<PublishedPeople, "accounts">,
  { symbol, decimals }: { readonly symbol: string; readonly decimals: number },
) {
  const said = identityWords[locale];

  /** Its system, what it shows, and its key, by which other commands take it. */
  function account(key: string): string {
    if (key === OPERATOR) return said.operator;
    // A named process of before, such as `demo` or `operator:jane`.
    if (!key.startsWith("a_")) return key;
    const known = people.accounts.get(key);
    if (known?.system == null) return `${key} (${said.unread})`;
    const shown = [known.name, known.handle === null ? null : `@${known.handle}`];
    return [known.system, ...shown.filter((one) => one !== null), key].join(" ");
  }

  function link(one: AccountLink): readonly string[] {
    const { linkId, a, b, method, evidence, linkedAt, assertedBy, confirmedBy, undone } = one;
    const second = confirmedBy === null ? "" : `, ${said.confirmedBy} ${account(confirmedBy)}`;
    return [
      `${linkId}  ${said.methods[method]}  ${linkedAt}`,
      `  ${account(a)}`,
      `  ${account(b)}`,
      `  ${said.assertedBy} ${account(assertedBy)}${second}${evidence === "" ? "" : ` (${evidence})`}`,
      ...(undone === null
        ? []
        : [`  ${said.undone} ${undone.at} ${account(undone.by)} (${undone.reason})`]),
    ];
  }

  function waiting(one: WaitingLink): readonly string[] {
    const { linkId, accounts, method, evidence, since, assertedBy, contradiction } = one;
    const what =
      contradiction === null ? said.waits : `${said.contradicts}: ${said.because(contradiction)}`;
    return [
      `${linkId}  ${what}`,
      ...accounts.map((each) => `  ${account(each.account)}`),
      `  ${said.methods[method]}, ${said.assertedBy} ${account(assertedBy)} ${since} (${evidence})`,
    ];
  }

  function suggestion({ accounts, score, reasons }: PublishedSuggestion): readonly string[] {
    const why = reasons.map(
      (reason) => said.reasons[reason as keyof typeof said.reasons] ?? reason,
    );
    return [`${score}  ${why.join(", ")}`, ...accounts.map((key) => `  ${account(key)}`)];
  }

  function stand({ accounts, points, wallet, kept }: Stand): readonly string[] {
    return [
      ...accounts.map((key) => `    ${account(key)}`),
      ...points.map(
        (row) =>
          `      ${row.period} ${row.domain}: ${wholeTokens(row.points, POINT_DECIMALS)} ${said.points}`,
      ),
      `      ${wallet === null ? said.noWallet : `${said.wallet} ${wallet}`}`,
      ...kept.map(
        (row) =>
          `      ${said.kept} ${row.period} ${row.domain}: ${wholeTokens(row.amount, decimals)} ${symbol}`,
      ),
    ];
  }

  function effect({ before, after, ownerless }: Effect): readonly string[] {
    if (before.length === 0 && after.length === 0) return [said.noChange];
    const lost = ownerless.map(
      ({ period, amount }) => `  ${period}: ${wholeTokens(amount, decimals)} ${symbol}`,
    );
    return [
      `  ${said.before}:`,
      ...before.flatMap(stand),
      `  ${said.after}:`,
      ...after.flatMap(stand),
      ...(lost.length === 0 ? [] : [`  ${said.ownerless}:`, ...lost]),
      `  ${said.paidStays}`,
    ];
  }

  function declared(events: readonly AnyLedgerEvent[], key: string): readonly string[] {
    const actor = declaredActors(events).get(key);
    if (actor === undefined) return [];
    const last = events.findLast(
      (event) => event.kind === "actor_declared" && event.payload.account === key,
    );
    const owner = last?.kind === "actor_declared" ? last.payload.owner : null;
    const whose = owner === null ? "" : `, ${said.owner} ${account(owner)}`;
    return [`${said.declared}: ${actor === "person" ? said.people : actor}${whose}`];
  }

  const because = (contradiction: Contradiction | null) =>
    contradiction === null ? "" : `: ${said.because(contradiction)}`;

  return { account, link, waiting, suggestion, effect, declared, because };
}
