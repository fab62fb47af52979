/** Something a test needs is neither here nor to be had. The message says what was tried. */
export class MissingToolError extends Error {
  override readonly name = "MissingToolError";
}
