import type { FailedTransactionMetadata } from "litesvm/dist/internal.js";

/** Names as Solana's RPC sends them, in the order of LiteSVM's numbers (1.5.0). */
const TRANSACTION_ERRORS = (
  "AccountInUse AccountLoadedTwice AccountNotFound ProgramAccountNotFound InsufficientFundsForFee " +
  "InvalidAccountForFee AlreadyProcessed BlockhashNotFound CallChainTooDeep MissingSignatureForFee " +
  "InvalidAccountIndex SignatureFailure InvalidProgramForExecution SanitizeFailure " +
  "ClusterMaintenance AccountBorrowOutstanding WouldExceedMaxBlockCostLimit UnsupportedVersion " +
  "InvalidWritableAccount WouldExceedMaxAccountCostLimit WouldExceedAccountDataBlockLimit " +
  "TooManyAccountLocks AddressLookupTableNotFound InvalidAddressLookupTableOwner " +
  "InvalidAddressLookupTableData InvalidAddressLookupTableIndex InvalidRentPayingAccount " +
  "WouldExceedMaxVoteCostLimit WouldExceedAccountDataTotalLimit MaxLoadedAccountsDataSizeExceeded " +
  "ResanitizationNeeded InvalidLoadedAccountsDataSizeLimit UnbalancedTransaction " +
  "ProgramCacheHitMaxLimit CommitCancelled"
).split(" ");

const INSTRUCTION_ERRORS = (
  "GenericError InvalidArgument InvalidInstructionData InvalidAccountData AccountDataTooSmall " +
  "InsufficientFunds IncorrectProgramId MissingRequiredSignature AccountAlreadyInitialized " +
  "UninitializedAccount UnbalancedInstruction ModifiedProgramId ExternalAccountLamportSpend " +
  "ExternalAccountDataModified ReadonlyLamportChange ReadonlyDataModified DuplicateAccountIndex " +
  "ExecutableModified RentEpochModified NotEnoughAccountKeys AccountDataSizeChanged " +
  "AccountNotExecutable AccountBorrowFailed AccountBorrowOutstanding DuplicateAccountOutOfSync " +
  "InvalidError ExecutableDataModified ExecutableLamportChange ExecutableAccountNotRentExempt " +
  "UnsupportedProgramId CallDepth MissingAccount ReentrancyNotAllowed MaxSeedLengthExceeded " +
  "InvalidSeeds InvalidRealloc ComputationalBudgetExceeded PrivilegeEscalation " +
  "ProgramEnvironmentSetupFailure ProgramFailedToComplete ProgramFailedToCompile Immutable " +
  "IncorrectAuthority AccountNotRentExempt InvalidAccountOwner ArithmeticOverflow " +
  "UnsupportedSysvar IllegalOwner MaxAccountsDataAllocationsExceeded MaxAccountsExceeded " +
  "MaxInstructionTraceLengthExceeded BuiltinProgramsMustConsumeComputeUnits BorshIoError"
).split(" ");

export interface TransactionFailure {
  /** As Solana's RPC writes it. */
  readonly error: string | { readonly [name: string]: unknown };
  /** False when a cluster would never put it into a block, and charge nothing. */
  readonly isLanded: boolean;
}

export function failureOf(failed: FailedTransactionMetadata): TransactionFailure {
  const error = failed.err();
  if (typeof error === "number") {
    return { error: TRANSACTION_ERRORS[error] ?? `Unknown${error}`, isLanded: false };
  }
  if ("accountIndex" in error) {
    return {
      error: { InsufficientFundsForRent: { account_index: error.accountIndex } },
      isLanded: true,
    };
  }
  if (!("err" in error)) return { error: { DuplicateInstruction: error.index }, isLanded: false };
  const inner = error.err();
  const named =
    typeof inner === "number"
      ? (INSTRUCTION_ERRORS[inner] ?? `Unknown${inner}`)
      : "code" in inner
        ? { Custom: inner.code }
        : "BorshIoError";
  return { error: { InstructionError: [error.index, named] }, isLanded: true };
}
