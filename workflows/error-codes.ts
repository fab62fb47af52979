/**
 * Names of errors by which something is decided: whether a further try could mend it, whether the
 * process may go on. A name that is not here does not compile there, and a test proves that each
 * is the name of one error class; the classes stand with what throws them.
 */
export const errorCodes = [
  "DiscordIntentError",
  "DiscordUnmappedError",
  "NocodbUnmappedError",
  "NocodbUnseenError",
  "SourceAuthError",
  "SourceCursorError",
  "SourceMissingError",
  "SourceMovedError",
  "SourceQuotaError",
  "SourceRequestError",
  "SourceShapeError",
  "SourceTooLargeError",

  "LandingChangedError",
  "LandingCorruptError",
  "LedgerBrokenError",
  "LedgerCorruptError",
  "PlanInvalidError",
  "WarehouseFatalError",
  "WarehouseLockedError",

  "FormulaError",

  "CheckFailedError",
  "ModelGraphError",
  "ModelTypesError",

  "DistributionStateError",
  "InputsBrokenError",
  "LedgerBehindError",
  "PeriodClosedError",
  "PeriodOrderError",
  "PlanInputError",
  "PlanRecountError",
  "RevisionBlockedError",

  "ChainFileCorruptError",
  "ChainMismatchError",
  "LedgerOlderError",
  "PayoutMismatchError",
  "SettlementMismatchError",
  "SettlementNeedsReviewError",
  "SettlementRefusedError",
  "SettlementSetupError",
  "SignerRefusedError",
  "SimulationRefusedError",
  "SpendingCapError",
] as const;

export type ErrorCode = (typeof errorCodes)[number];

export function hasCode(error: unknown, code: ErrorCode): boolean {
  return error instanceof Error && error.name === code;
}

/** Names by which nothing is decided, because a further try may help, and people are told why. */
export const toldCodes = [
  "GuidesFolderError",
  "SourceCountError",
  "SourceDownError",
  "TelegramConflictError",
  "TelegramExportError",
  "TelegramHookError",
  "TimeoutFailure",
] as const;

/** Of a failure that has no registered name: what it is may be a text that somebody wrote. */
export const UNNAMED = "unnamed";

/** What crosses workflows of a failure: one of these names, and nothing that it says. */
export type FailureCode = ErrorCode | (typeof toldCodes)[number] | typeof UNNAMED;

/**
 * The outermost registered name in an error's chain of causes: what it is caused by (a socket, a
 * parser) says less. Temporal carries a class's name as `type`.
 */
export function failureCode(error: unknown): FailureCode {
  for (let at = error; at instanceof Error; at = at.cause) {
    const { type } = at as { type?: unknown };
    for (const name of [type, at.name]) if (isRegistered(name)) return name;
  }
  return UNNAMED;
}

/** The same of an error of which nothing but its name was kept. */
export function codeNamed(name: string): FailureCode {
  return isRegistered(name) ? name : UNNAMED;
}

/** Whether a step failed by this error, wherever it ran: Temporal wraps what an activity threw. */
export function hasFailureCode(error: unknown, code: ErrorCode): boolean {
  return failureCode(error) === code;
}

function isRegistered(name: unknown): name is Exclude<FailureCode, typeof UNNAMED> {
  const known: readonly unknown[] = [...errorCodes, ...toldCodes];
  return known.includes(name);
}
