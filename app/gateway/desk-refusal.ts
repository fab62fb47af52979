/** What a desk would not do; `code` is what the page translates. Nothing was changed. */
export class DeskRefusal extends Error {
  override readonly name = "DeskRefusal";
  readonly code: string;
  constructor(code: string, message: string, cause?: unknown) {
    super(message, { cause });
    this.code = code;
  }
}

/** An error by which the ledger refuses something, with the code that says why. */
type Refused = abstract new (...args: never[]) => Error & { readonly code: string };

/** Does the work; what the ledger refuses by these errors is the desk's own refusal, by its code. */
export async function refusing<T>(by: readonly Refused[], work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    for (const kind of by)
      if (error instanceof kind) throw new DeskRefusal(error.code, error.message, error);
    throw error;
  }
}
