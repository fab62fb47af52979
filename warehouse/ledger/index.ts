/** What others use of the ledger. */
export { openLedger } from "./store/ledger.ts";
export type { Ledger } from "./store/ledger.ts";
export { followLedger } from "./store/follow-ledger.ts";
export { openLedgerToRead } from "./store/ledger-reader.ts";
export type { LedgerPlace } from "./store/place.ts";
export type { LedgerReader } from "./store/ledger-reader.ts";
export type { AppendOptions, LedgerEntry, LedgerHead, ReadOptions } from "./store/entries.ts";
export type { AnyLedgerEvent, LedgerEvent, LedgerKind, LedgerPayloads } from "./store/events.ts";
export * from "./store/errors.ts";
export { landedRows } from "./store/landed-rows.ts";
export { restoration } from "./store/restore.ts";
export type { Restoration, RowsFrom } from "./store/restore.ts";
export { writeRestored } from "./store/write-restored.ts";
export { ledgerFeed, ledgerStream } from "./store/feed.ts";
export { payableLines } from "./plan/plan.ts";
export type {
  OwedLine,
  Plan,
  PlanLine,
  PlanPolicy,
  PlanShare,
  Release,
  WithheldLine,
} from "./plan/plan.ts";
export { isReason } from "./plan/reason.ts";
export { PlanInvalidError } from "./plan/plan-errors.ts";
export { encodePlan, lineId, planDigest, receiptsDigest } from "./plan/plan-codec.ts";
export { assertProposable } from "./plan/plan-invariants.ts";
export { planFromJson, planToJson } from "./plan/plan-json.ts";
export type { PlanJson } from "./plan/plan-json.ts";
export * from "./rebase/rebase.ts";
export { openPlanOf, PLAN_KINDS, plansOf } from "./plan/proposed-plans.ts";
export type { ProposedPlan } from "./plan/proposed-plans.ts";
export { committeeAt, seatOf } from "./approval/committee.ts";
export type { Committee } from "./approval/committee.ts";
export { approvalText, verifyApproval } from "./approval/approval-text.ts";
export {
  approvalKeys,
  keyConfirmationText,
  keyRecords,
  keyRegistrationText,
  OPERATOR,
} from "./approval/approval-keys.ts";
export type { ApprovalKey, KeyRecord } from "./approval/approval-keys.ts";
export { confirmKey, revokeKey } from "./approval/confirm-key.ts";
export { KeyRefusedError } from "./approval/key-refused.ts";
export type { KeyRefusalCode } from "./approval/key-refused.ts";
export { registerKey } from "./approval/register-key.ts";
export { isSignable, offchainMessage, verifySignedText } from "./approval/signed-text.ts";
export { AssertionsShapeError, importAssertions } from "./store/assertions.ts";
export type { Assertions, ImportAssertionsOptions } from "./store/assertions.ts";
export { peopleOf } from "./store/people.ts";
export { accountsInRole, grantKey, isInRole } from "./store/roles.ts";
export * from "./people/role-ends.ts";
export * from "./people/links/index.ts";
export * from "./people/wallets.ts";
export { stateVerdicts, VerdictRefusedError } from "./verdicts/state-verdicts.ts";
export type { VerdictRefusalCode, VerdictToState } from "./verdicts/state-verdicts.ts";
export { lastStatements } from "./verdicts/last-statements.ts";
export { keyIdOf, verifyKey } from "./approval/ed25519.ts";
export { escrowFault, escrowsOf } from "./distribution/escrows.ts";
export type { Escrow } from "./distribution/escrows.ts";
export { distributionState } from "./distribution/distribution-state.ts";
export type { DistributionState, DistributionStatus } from "./distribution/distribution-state.ts";
export { changedLines, WALLET_CHANGED } from "./distribution/changed-wallets.ts";
export { stopOf } from "./distribution/stops.ts";
export type { Stop } from "./distribution/stops.ts";
export { lastAllowance } from "./distribution/allowances.ts";
export { foreignTransfers } from "./distribution/foreign-transfers.ts";
export type { ForeignTransfer } from "./distribution/foreign-transfers.ts";
export { acknowledgeTransfer, steer, SteerRefusedError } from "./distribution/steer.ts";
export type { Steer, SteerRefusalCode } from "./distribution/steer.ts";
export {
  isHeldInEscrow,
  isLineEvent,
  LINE_KINDS,
  lineWords,
  type LineWord,
  withheldFault,
  wordOn,
} from "./distribution/line-words.ts";
export { lineRefusalOf, LineRefusedError, steerLine } from "./distribution/steer-line.ts";
export type { LineRefusalCode, LineWish, SteeredLine } from "./distribution/steer-line.ts";
export { INPUTS_BROKEN, wayOut, wayOutCodes } from "./distribution/way-out.ts";
export type { WayOut } from "./distribution/way-out.ts";
export type { LineWishSaid, Wish } from "./distribution/steering.ts";
export type { AttemptState, BatchState } from "./distribution/batch-state.ts";
export type { AcceptedApproval, RefusalCode } from "./approval/accepted-approvals.ts";
export { approve, ApprovalRefusedError } from "./approval/approve.ts";
export { base58Decode, base58Encode, isAddress } from "./plan/base58.ts";
export { sha256Hex } from "./plan/bytes.ts";
export { canonicalJson } from "./store/canonical-json.ts";
