/** What a desk would not do; `code` is what the page translates. Nothing was changed. */
export class DeskRefusal extends Error {
  override readonly name = "DeskRefusal";
  readonly code: string;
  constructor(code: string, message: string, cause?: unknown) {
    super(message, { cause });
    this.code = code;
  }
}
