/** Somebody else has the warehouse open: one process owns the file at a time. */
export class WarehouseLockedError extends Error {
  override readonly name = "WarehouseLockedError";
  /** The owner's process id; null where neither DuckDB nor the lock file tells it. */
  readonly pid: number | null;

  constructor(file: string, pid: number | null, options?: ErrorOptions) {
    super(
      `${file} is in use by process ${pid ?? "unknown"}, expected no other owner. ` +
        "Wait until that process ends, or stop it, and start again.",
      options,
    );
    this.pid = pid;
  }
}

/**
 * DuckDB has given up this instance, a full disk being the usual reason. What was committed is
 * safe; this process can do no more with the file and must exit and be started again.
 */
export class WarehouseFatalError extends Error {
  override readonly name = "WarehouseFatalError";

  constructor(cause: unknown) {
    super(
      `The warehouse cannot go on in this process: ${messageOf(cause)}. ` +
        "Nothing committed is lost. Free disk space if there is none, and start again.",
      { cause },
    );
  }
}

/** The warehouse holds records of a landing file that is no longer there. */
export class LandingChangedError extends Error {
  override readonly name = "LandingChangedError";

  constructor(files: readonly string[]) {
    super(
      `The warehouse has loaded ${files.length} landing files that are gone, the first being ` +
        `${String(files[0])}. Restore them, or run \`vklad rebuild\` to follow landing as it is.`,
    );
  }
}

/** The same error, or what it means for the process. */
export function namedError(error: unknown): unknown {
  if (error instanceof WarehouseFatalError) return error;
  const isFatal = /^FATAL Error|database has been invalidated/.test(messageOf(error));
  return isFatal ? new WarehouseFatalError(error) : error;
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
