/**
 * Names of errors by which something is decided: whether a further try could mend it, whether the
 * process may go on. A name that is not here does not compile there, and a test proves that each
 * is the name of one error class; the classes stand with what throws them.
 */
export const errorCodes = [
  "NocodbUnmappedError",
  "NocodbUnseenError",
  "SourceAuthError",
  "SourceCursorError",
  "SourceMissingError",
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
  "PeriodOrderError",
  "PlanInputError",
  "RevisionBlockedError",

  "ChainFileCorruptError",
  "ChainMismatchError",
  "PayoutMismatchError",
  "SettlementMismatchError",
  "SettlementNeedsReviewError",
  "SettlementRefusedError",
] as const;

export type ErrorCode = (typeof errorCodes)[number];

export function hasCode(error: unknown, code: ErrorCode): boolean {
  return error instanceof Error && error.name === code;
}
