import type { DistributionState, LedgerHead } from "../../warehouse/ledger/index.ts";

/** The points, wallets or settings a plan would be made of contradict each other. */
export class PlanInputError extends Error {
  override readonly name = "PlanInputError";
  constructor(found: string, expected: string) {
    super(
      `No plan was made: ${found}. Expected ${expected}. ` +
        "Correct the configuration or the models and propose again.",
    );
  }
}

/** SQL and the planner count the same lines, each by itself, and do not agree. */
export class PlanRecountError extends Error {
  override readonly name = "PlanRecountError";
  constructor(
    period: string,
    {
      id,
      expected,
      found,
    }: { readonly id: string; readonly expected: string; readonly found: string },
  ) {
    super(
      `No plan was made for ${period}: line ${id} is ${expected} by the planner, and ${found} as ` +
        "DuckDB counts it from the scores. Expected both to agree to the unit. Nothing was " +
        "proposed. Run `vklad rebuild` and propose again; if it comes back, one of the two counts " +
        "is wrong: report the version and this line.",
    );
  }
}

/** Landing is not what was loaded from it. */
export class InputsBrokenError extends Error {
  override readonly name = "InputsBrokenError";
  constructor(names: string) {
    super(
      `Landing is damaged: ${names}. Expected each file to be as it was loaded, byte for byte. ` +
        "Nothing is proposed from it, and what was signed over it does not count. Restore what is " +
        "named from a backup: the month is then proposed again by itself, to be signed. " +
        "`vklad verify --all` names all that is damaged.",
    );
  }
}

/** The plan before is approved or being paid, and cannot go on as it is either. */
export class RevisionBlockedError extends Error {
  override readonly name = "RevisionBlockedError";
  constructor({ digest, plan: { period } }: DistributionState, openBatches: readonly number[]) {
    super(
      `Plan ${digest} was approved or paid in part, and its batches ` +
        `${openBatches.join(", ")} are neither paid nor voided on the chain. A new revision ` +
        `could pay them twice. Void them with \`vklad distribute --void ${period} --reason TEXT\` ` +
        "or on the plan's page (that needs no approval): the month is then proposed again by itself.",
    );
  }
}

/** Landing holds an event of the ledger that the ledger does not have. */
export class LedgerBehindError extends Error {
  override readonly name = "LedgerBehindError";
  constructor(landed: LedgerHead, head: LedgerHead | null) {
    super(
      `The ledger ends with event ${head?.seq ?? 0}, and landing holds its event ${landed.seq} ` +
        `(${landed.hash.slice(0, 12)}), which it does not have. It was lost, or restored from ` +
        "before. Expected all that was landed. Nothing is proposed until it is brought forward: " +
        "stop what runs, then `vklad ledger restore` (with --from BACKUP where there is one).",
    );
  }
}

/** Carry goes from one distribution to the next, so they are made in order. */
export class PeriodOrderError extends Error {
  override readonly name = "PeriodOrderError";
  constructor(period: string, other: string, found: string) {
    super(
      `Period ${period} cannot be proposed: ${other} ${found}. Carry goes from one distribution ` +
        "to the next, and a month that was passed over can never be paid. Settle the periods in " +
        "order: `vklad distribute` without --period takes the oldest. Months that are not to be paid " +
        "at all end where distributions.from of the configuration begins.",
    );
  }
}

/** Another proposed at the same moment, or a line came to be owed; trying again sees that. */
export class ProposalRaceError extends Error {
  override readonly name = "ProposalRaceError";
  constructor(period: string, cause?: unknown) {
    super(
      `While a plan for ${period} was made, another was proposed, or some of its work was paid or ` +
        "came to be owed. Expected neither. Try again: that is then taken into account.",
      { cause },
    );
  }
}

/** No plan has this digest, or it is not in a state for what was asked. */
export class DistributionStateError extends Error {
  override readonly name = "DistributionStateError";
  constructor(digest: string, found: string, expected: string) {
    super(
      `Distribution ${digest} ${found}. Expected ${expected}. See \`vklad distribute --help\`.`,
    );
  }
}

/** A ledger that is lost may have paid the month: it is never paid again. */
export class PeriodClosedError extends Error {
  override readonly name = "PeriodClosedError";
  constructor(period: string, closed: string) {
    super(
      `Period ${period} cannot be proposed: the committee re-based the ledger after a loss, and ` +
        `months to ${closed} are closed for ever, since the lost ledger may have paid them. Expected ` +
        "a later month.",
    );
  }
}
