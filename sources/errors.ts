/** What went wrong at a source. `name` is the code: retries are decided by it. */

/** The key or token is missing, wrong or not allowed to read this. Trying again changes nothing. */
export class SourceAuthError extends Error {
  override readonly name = "SourceAuthError";
  readonly status: number;

  constructor(system: string, request: string, status: number) {
    super(
      `${system} answered ${status} to ${request}: the key is missing, wrong or may not read this. ` +
        `Check that it is still valid and that its owner has the rights ` +
        `(Discourse: an admin's key with its Api-Username; NocoDB: a token of a base member; ` +
        `PostHog: a key with query:read; Discord: the token of a bot that is in the guild; ` +
        `Hypothes.is: a token of a member of the groups).`,
    );
    this.status = status;
  }
}

/** The address names nothing (any more). Normal for one topic or user, wrong for a whole stream. */
export class SourceMissingError extends Error {
  override readonly name = "SourceMissingError";
  readonly status: number;

  constructor(system: string, request: string, status: number, code: string | null) {
    super(
      `${system} answered ${status}${codeOf(code)} to ${request}: there is nothing at this address. ` +
        `Check the address and the base id in the configuration.`,
    );
    this.status = status;
  }
}

/** Another address is named instead of an answer. It is not followed: our key would go along. */
export class SourceMovedError extends Error {
  override readonly name = "SourceMovedError";
  readonly status: number;

  constructor(system: string, request: string, status: number) {
    super(
      `${system} answered ${status} to ${request}: it redirects, and our key goes to no other ` +
        `address. Put the address it redirects to into the configuration (often https for http, or ` +
        `another host); if it is a page to sign in on, the key is not accepted.`,
    );
    this.status = status;
  }
}

/** The system understood the request and refuses it: ours is wrong, or its version differs. */
export class SourceRequestError extends Error {
  override readonly name = "SourceRequestError";
  readonly status: number;
  /** The system's own code, if it gave one; NocoDB's prefix `ERR_` is not part of it. */
  readonly code: string | null;

  constructor(system: string, request: string, status: number, code: string | null) {
    super(
      `${system} answered ${status}${codeOf(code)} to ${request}, expected 200. ` +
        `The request does not suit this version of ${system}: compare it with its API page.`,
    );
    this.status = status;
    this.code = code;
  }
}

/** The reply is not what the API promises, so nothing of it is taken. */
export class SourceShapeError extends Error {
  override readonly name = "SourceShapeError";

  constructor(system: string, request: string, found: string) {
    super(
      `${system} answered ${request} in an unknown shape: ${found}. Nothing of the reply was taken. ` +
        `Check that the address is that of ${system} and whether its API changed.`,
    );
  }
}

/** What the system's owner pays for is used up. It is asked for nothing more until that changes. */
export class SourceQuotaError extends Error {
  override readonly name = "SourceQuotaError";
  /** When there is a new allowance, as the system said it; null where it did not. */
  readonly until: string | null;

  constructor(system: string, request: string, until: string | null) {
    super(
      `${system} answered 402 to ${request}: what its billing plan allows is used up. ` +
        `${until === null ? "It did not say when its billing period ends." : `Its billing period ends at ${until}.`} ` +
        `Nothing is asked again before somebody starts it: wait until then, or raise the limit there.`,
    );
    this.until = until;
  }
}

/** The system counts other records than it sends, so nothing of them is taken. */
export class SourceCountError extends Error {
  override readonly name = "SourceCountError";

  constructor(
    stream: string,
    { expected, received, tries }: { expected: number; received: number; tries: number },
  ) {
    super(
      `${stream} got ${received} records where their system counts ${expected}, ${tries} times in a ` +
        `row. Nothing of them was taken, and what was read before stays valid. Run again; if it ` +
        `stays so, the system cuts its answers short.`,
    );
  }
}

const BYTES_PER_MB = 1_048_576;

/** The reply is longer than we are ready to hold: less has to be asked for at once. */
export class SourceTooLargeError extends Error {
  override readonly name = "SourceTooLargeError";

  constructor(system: string, request: string, bytesMax: number) {
    super(
      `${system} answered ${request} with more than ${Math.floor(bytesMax / BYTES_PER_MB)} MB, ` +
        `expected one page. Nothing of the reply was taken. Look for a record with a very large ` +
        `text or very many linked ones.`,
    );
  }
}

/** The source did not answer until the deadline. What was read before stays valid. */
export class SourceDownError extends Error {
  override readonly name = "SourceDownError";

  constructor(system: string, request: string, triedMs: number, cause: unknown) {
    const seconds = Math.round(triedMs / 1000);
    const why = reasonOf(cause);
    super(
      `${system} gave no usable answer to ${request} within ${seconds} s (last: ${why}). ` +
        `Yesterday's data stay visible; check that the system is up, then run again.`,
      { cause },
    );
  }
}

/** The cursor in landing was not written by this stream in a form this version knows. */
export class SourceCursorError extends Error {
  override readonly name = "SourceCursorError";

  constructor(stream: string, found: string) {
    super(
      `The cursor of ${stream} in landing cannot be read (${found}). ` +
        `Move this stream's landing folder away to read the stream from its beginning.`,
    );
  }
}

/** True for what a system answered, or did not: never for what was asked to stop. */
export function isSourceError(error: unknown): boolean {
  return error instanceof Error && /^Source[A-Z]\w*Error$/.test(error.name);
}

/** `fetch` says only that it failed; the reason is one level down, as a code. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { cause } = error;
  const code = cause instanceof Error && "code" in cause ? ` (${String(cause.code)})` : "";
  return `${error.message}${code}`;
}

function codeOf(code: string | null): string {
  return code === null ? "" : ` ${code}`;
}
