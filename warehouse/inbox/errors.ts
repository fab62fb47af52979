export class InboxUnusableError extends Error {
  override readonly name = "InboxUnusableError";

  constructor(file: string, cause: unknown) {
    super(
      `The inbox of webhooks ${file} cannot be used: ${(cause as Error).message}. What systems tell ` +
        "is refused until it can, and they send it again; reading goes on without it. Move the file " +
        "away, and the next delivery begins an empty one.",
      { cause },
    );
  }
}
