import type { Activities } from "./workflows/activities.ts";
import type { ErrorCode } from "./workflows/error-codes.ts";
import type { Policy } from "./workflows/runtime.ts";
import type { Schedule } from "./workflows/schedule.ts";

/**
 * Queues, retries and schedules of both runtimes, reviewed like code. No addresses and no secrets:
 * a Temporal server is named by `--address`, `TEMPORAL_ADDRESS` or a profile of `temporal.toml`.
 */
export const queues = {
  fetch: { concurrency: 8 },
  /** The one writer of the DuckDB file: concurrency is a correctness setting here. */
  warehouse: { concurrency: 1 },
  /** Never two signers. */
  chain: { concurrency: 1 },
} as const;

/** The queue of the workflows themselves. */
export const workflowQueue = "vklad";

const MINUTE = 60_000;
/** What no further try can mend: data of an unknown shape, a broken store, a refused plan. */
const broken = [
  "FormulaError",
  "SourceShapeError",
  "SourceAuthError",
  "SourceCursorError",
  "DiscordIntentError",
  "DiscordUnmappedError",
  "NocodbUnmappedError",
  "NocodbUnseenError",
  "SourceMissingError",
  "SourceMovedError",
  "SourceQuotaError",
  "SourceRequestError",
  "SourceTooLargeError",
  "LandingCorruptError",
  "LandingChangedError",
  "LedgerBrokenError",
  "LedgerCorruptError",
  "ModelGraphError",
  "ModelTypesError",
  "WarehouseFatalError",
  "WarehouseLockedError",
] as const satisfies readonly ErrorCode[];

/** A worker that was killed is noticed after this, not only when an hour's work is overdue. */
const heartbeat_ms = MINUTE;
const fetching = {
  queue: "fetch",
  attempts: 3,
  firstDelay_ms: 1_000,
  final: broken,
  heartbeat_ms,
} as const;
const storing = { queue: "warehouse", attempts: 2, firstDelay_ms: 1_000, heartbeat_ms } as const;
const paying = { queue: "chain", attempts: 6, firstDelay_ms: 1_000 } as const;
const refused = [
  ...broken,
  "ChainFileCorruptError",
  "ChainMismatchError",
  "DistributionStateError",
  "InputsBrokenError",
  "LedgerBehindError",
  "LedgerOlderError",
  "PayoutMismatchError",
  "PeriodClosedError",
  "PeriodOrderError",
  "PlanInputError",
  "PlanRecountError",
  "PlanInvalidError",
  "RevisionBlockedError",
  "SettlementMismatchError",
  "SettlementNeedsReviewError",
  "SettlementRefusedError",
  "SettlementSetupError",
  "SignerRefusedError",
  "SimulationRefusedError",
  "SpendingCapError",
] as const satisfies readonly ErrorCode[];

export const policies = {
  landPage: { ...fetching, timeout_ms: 6 * MINUTE },
  /** One slice. */
  sweepFeed: { ...fetching, timeout_ms: 11 * MINUTE },
  /** A few folders. */
  compactLanding: { ...fetching, timeout_ms: 30 * MINUTE },

  loadLanding: { ...storing, timeout_ms: 60 * MINUTE, final: broken },
  planAssets: { ...storing, timeout_ms: 5 * MINUTE, final: broken },
  buildModel: { ...storing, timeout_ms: 60 * MINUTE, final: [...broken, "CheckFailedError"] },
  runChecks: { ...storing, timeout_ms: 60 * MINUTE, final: broken },
  publishSnapshot: { ...storing, timeout_ms: 30 * MINUTE, final: broken },

  proposePlan: { ...storing, timeout_ms: 10 * MINUTE, final: refused },
  checkInputs: { ...storing, timeout_ms: 60 * MINUTE, final: refused },
  unsettledPeriods: { ...paying, timeout_ms: MINUTE, final: refused },
  readDistribution: { ...paying, timeout_ms: MINUTE, final: refused },
  escrowLines: { ...paying, timeout_ms: MINUTE, final: refused },

  checkSettleable: { ...paying, timeout_ms: MINUTE, final: refused },
  prepareBatch: { ...paying, timeout_ms: MINUTE, final: refused },
  sendBatch: { ...paying, timeout_ms: MINUTE, final: refused },
  observeBatch: { ...paying, timeout_ms: 2 * MINUTE, final: refused },
  voidBatch: { ...paying, timeout_ms: MINUTE, final: refused },
  balances: { ...paying, timeout_ms: MINUTE, final: refused },
  reconcile: { ...paying, timeout_ms: 5 * MINUTE, final: refused },
} satisfies Record<keyof Activities, Policy<keyof typeof queues>>;

/** What starts by the clock; a run that would overlap the one before is skipped. */
export const schedules = {
  refresh: {
    everyMinutes: 15,
    workflow: "refresh",
    inputOf: (all) => ({ ...all, sweeps: [], isInParts: true }),
  },
  sweep: {
    everyMinutes: 7 * 24 * 60,
    workflow: "refresh",
    inputOf: (all) => ({ ...all, isInParts: true }),
  },
  distribute: {
    everyMinutes: 24 * 60,
    workflow: "distributeDue",
    inputOf: ({ proposer }) => ({ proposer }),
    runsBeside: true,
  },
  compact: {
    everyMinutes: 60,
    workflow: "compact",
    inputOf: () => ({}),
    runsBeside: true,
  },
} satisfies Record<string, Schedule>;

/** What a schedule that was down makes up for. */
export const CATCH_UP_MS = 2 * 24 * 60 * MINUTE;
