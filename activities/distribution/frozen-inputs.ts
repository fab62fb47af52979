import { z } from "zod";

import type { Json } from "../../sources/source.ts";
import type { AnyLedgerEvent } from "../../warehouse/ledger/index.ts";
import { compare } from "./apportion.ts";
import type { DistributionConfig } from "./draft-plan.ts";
import type { ChainFacts, LoadedInputs, PointsOfPeriod } from "./plan-inputs.ts";

const Units = z.string().regex(/^(0|[1-9]\d*)$/, "expected a decimal string");

export type FrozenInputs = LoadedInputs & {
  /** The newest event that was looked at. */
  readonly ledger: { readonly seq: number; readonly hash: string } | null;
  /** Base units a domain, as configured. */
  readonly budgets: Readonly<Record<string, string>>;
  /** For how long a line is kept in escrow. */
  readonly escrow_months: number;
  /** Of the transactions that batches are packed for. */
  readonly format: ChainFacts["format"];
  /** Of the members' wallets; the others' accounts were missing. */
  readonly token_accounts: {
    readonly exists: readonly string[];
    readonly unusable: readonly string[];
  };
};

const Frozen: z.ZodType<FrozenInputs> = z.object({
  landing: z.array(
    z.object({ feed: z.string(), file_count: z.int(), last: z.string(), hash: z.string() }),
  ),
  run: z.object({ as_of_day: z.iso.datetime(), time_zone: z.string() }),
  models: z.string(),
  stale: z.array(z.string()),
  ledger: z.object({ seq: z.int(), hash: z.string() }).nullable(),
  budgets: z.record(z.string(), Units),
  escrow_months: z.int(),
  format: z.enum(["legacy", "v1"]),
  token_accounts: z.object({ exists: z.array(z.string()), unusable: z.array(z.string()) }),
});

const Provenance = z.object({
  inputs: z.array(z.object({ table: z.string(), row_count: z.int(), hash: z.string() })),
  formula: z.string(),
  identity_version: z.string(),
  code_version: z.string(),
});

export type PlanProvenance = z.infer<typeof Provenance>;

/**
 * What it takes, besides landing and ledger, to make a plan again. It is kept beside the plan and is
 * no part of its digest: that stands for what the plan was made of, and this for how to get there.
 */
export function freezeInputs(
  { loaded, wallets }: Pick<PointsOfPeriod, "loaded" | "wallets">,
  given: {
    readonly events: readonly AnyLedgerEvent[];
    readonly config: Pick<DistributionConfig, "budgets" | "escrowMonths">;
    readonly chain: ChainFacts;
  },
): FrozenInputs {
  const { events, chain } = given;
  const { budgets, escrowMonths } = given.config;
  const head = events.at(-1);
  const asked = [...new Set(wallets.map(({ wallet }) => wallet))].toSorted(compare);
  const inState = (state: string) => asked.filter((of) => chain.tokenAccounts[of] === state);
  return {
    ...loaded,
    ledger: head === undefined ? null : { seq: head.seq, hash: head.hash },
    budgets: Object.fromEntries(Object.entries(budgets).map(([of, units]) => [of, `${units}`])),
    escrow_months: escrowMonths,
    format: chain.format,
    token_accounts: { exists: inState("exists"), unusable: inState("unusable") },
  };
}

/** Null where a version proposed the plan that kept none of it. */
export function readFrozen(frozen: Json | undefined): FrozenInputs | null {
  const parsed = Frozen.safeParse(frozen);
  return parsed.success ? parsed.data : null;
}

/** Null where it is not of a shape that any version wrote. */
export function readProvenance(provenance: Json | undefined): PlanProvenance | null {
  const parsed = Provenance.safeParse(provenance);
  return parsed.success ? parsed.data : null;
}
