/** Another process packs or cleans landing, and goes on with it for longer than one waits. */
export class LandingBusyError extends Error {
  override readonly name = "LandingBusyError";

  constructor(dir: string) {
    super(`Another process compacts or cleans ${dir}. Wait for it, or stop it, and try again.`);
  }
}

/** A landing file is not what was written: nothing of it is loaded. */
export class LandingCorruptError extends Error {
  override readonly name = "LandingCorruptError";
  readonly file: string;
  readonly found: string;

  constructor(file: string, found: string, options?: ErrorOptions) {
    super(
      `Landing file ${file}: ${found}. Restore it from a backup, or remove it and every later ` +
        "file of its feed: the next run then fetches them again.",
      options,
    );
    this.file = file;
    this.found = found;
  }
}
