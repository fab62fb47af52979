import type { Effect, Stand } from "../../identity/effect-of-undo.ts";
import type { PublishedPeople } from "../../identity/published-people.ts";
import { type AccountView, accountView } from "./views.ts";

/** A person, and all of theirs that money hangs on; amounts are whole numbers, as text. */
export interface StandView {
  readonly accounts: readonly AccountView[];
  /** In millionths. */
  readonly points: readonly {
    readonly period: string;
    readonly domain: string;
    readonly points: string;
  }[];
  readonly wallet: string | null;
  readonly kept: readonly {
    readonly period: string;
    readonly domain: string;
    readonly amountBaseUnits: string;
  }[];
}

export interface EffectView {
  readonly before: readonly StandView[];
  readonly after: readonly StandView[];
  readonly ownerless: readonly { readonly period: string; readonly amountBaseUnits: string }[];
}

export function effectView(people: PublishedPeople, effect: Effect): EffectView {
  const standView = (stand: Stand): StandView => ({
    accounts: stand.accounts.map((key) => accountView(people, key)),
    points: stand.points.map((row) => ({ ...row, points: `${row.points}` })),
    wallet: stand.wallet,
    kept: stand.kept.map(({ period, domain, amount }) => {
      return { period, domain, amountBaseUnits: `${amount}` };
    }),
  });
  return {
    before: effect.before.map(standView),
    after: effect.after.map(standView),
    ownerless: effect.ownerless.map(({ period, amount }) => {
      return { period, amountBaseUnits: `${amount}` };
    }),
  };
}
