/** The file is torn, is no ledger, or was written by a newer version. */
export class LedgerCorruptError extends Error {
  override readonly name = "LedgerCorruptError";
  constructor(file: string, found: string, cause?: unknown) {
    super(
      `The ledger ${file} cannot be used: ${found}. Expected an intact Vklad ledger. ` +
        "Restore the file (with its -wal and -shm) from a backup; nothing can rebuild it.",
      { cause },
    );
  }
}

/** A newer version wrote the ledger. */
export class LedgerNewerError extends Error {
  override readonly name = "LedgerNewerError";
  constructor(ledger: string, version: number, known: number) {
    super(
      `The ledger ${ledger} cannot be used: its version is ${version} and this program knows ` +
        `${known}; update Vklad.`,
    );
  }
}

/** The database does not answer, or not to us. */
export class LedgerUnreachableError extends Error {
  override readonly name = "LedgerUnreachableError";
  constructor(ledger: string, found: string, cause: unknown) {
    super(
      `The ledger ${ledger} cannot be reached: ${found}. Expected a PostgreSQL database that ` +
        "VKLAD_LEDGER_URL names and whose role may read the schema, and to write, be its owner. " +
        "Nothing was appended unless it is there when you look.",
      { cause },
    );
  }
}

/** The address is not shown: it holds a password. */
export class LedgerAddressError extends Error {
  override readonly name = "LedgerAddressError";
  constructor() {
    super(
      "VKLAD_LEDGER_URL is no address of a PostgreSQL database; expected one such as " +
        "postgresql://vklad:…@db.example.org:5432/vklad?sslmode=verify-full.",
    );
  }
}

/** An install without optional packages lacks it. */
export class LedgerDriverError extends Error {
  override readonly name = "LedgerDriverError";
  constructor(cause: unknown) {
    super(
      "The ledger is on PostgreSQL, and the package pg is not installed. Run npm install without " +
        "--omit=optional in the project's folder.",
      { cause },
    );
  }
}

/** An older version wrote the file: reading it would need a change of it. */
export class LedgerOutdatedError extends Error {
  override readonly name = "LedgerOutdatedError";
  constructor(file: string) {
    super(
      `The ledger ${file} was written by an older version of Vklad, and a command that only reads ` +
        "changes nothing. Back it up, and run `vklad run` or `vklad serve` once to bring it forward.",
    );
  }
}

/** The hash chain does not hold: something stored was changed, removed or put in between. */
export class LedgerBrokenError extends Error {
  override readonly name = "LedgerBrokenError";
  readonly seq: number;
  constructor(seq: number, found: string) {
    super(
      `The ledger's chain breaks at event ${seq}: ${found}. Every event must be as it was ` +
        "appended. Stop paying, keep the file as evidence and restore the last verified backup.",
    );
    this.seq = seq;
  }
}

/** The same unique key was used before for something else. */
export class LedgerConflictError extends Error {
  override readonly name = "LedgerConflictError";
  constructor(uniqueKey: string, seq: number) {
    super(
      `Key ${uniqueKey} already belongs to event ${seq} with another content. A key stands for ` +
        "one fact for ever: read that event, and use a new key for a new fact.",
    );
  }
}

/** What was to be appended is not a valid event. */
export class LedgerPayloadError extends Error {
  override readonly name = "LedgerPayloadError";
  constructor(kind: string, problems: string) {
    super(`Event ${kind} was not appended: ${problems}. See warehouse/ledger/store/payloads.ts.`);
  }
}

/** Another process held the ledger for longer than anyone should. */
export class LedgerBusyError extends Error {
  override readonly name = "LedgerBusyError";
  constructor(file: string, waited_ms: number, cause: unknown) {
    super(
      `The ledger ${file} stayed locked for ${waited_ms} ms. An append takes milliseconds: look ` +
        "for a stopped or hanging process that has the file open, then try again.",
      { cause },
    );
  }
}

/** The payload must stay, or there is nothing to erase. */
export class LedgerEraseRefusedError extends Error {
  override readonly name = "LedgerEraseRefusedError";
  constructor(id: string, found: string) {
    super(
      `The payload of event ${id} was not erased: ${found}. Only payloads about a person ` +
        "(links, actors, wallets) can be erased, and only once.",
    );
  }
}

/** Two ledgers of the same beginning went on differently: which one is right no program can tell. */
export class LedgerForkedError extends Error {
  override readonly name = "LedgerForkedError";
  constructor(seq: number, held: readonly { readonly name: string; readonly hash: string }[]) {
    const told = held.map(({ name, hash }) => `${name} has ${hash}`).join(", and ");
    super(
      `Event ${seq} of the ledger is not the same everywhere: ${told}. Expected one chain. Nothing ` +
        "was changed. If ledger.db was made anew since the loss and nobody signed or was paid by " +
        "it, move it out of the data folder and restore again; else keep both and ask the committee " +
        "which one counts.",
    );
  }
}

/** Another process has the ledger open, so it cannot be replaced. */
export class LedgerInUseError extends Error {
  override readonly name = "LedgerInUseError";
  constructor(file: string, cause: unknown) {
    super(
      `The ledger ${file} is open in another process. Expected none: stop serve, workers and the ` +
        "gateway of this data folder, then try again. Nothing was changed.",
      { cause },
    );
  }
}
