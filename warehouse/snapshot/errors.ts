/** A published snapshot is not what was written: nothing of it is shown. */
export class SnapshotUnreadableError extends Error {
  override readonly name = "SnapshotUnreadableError";
  readonly snapshot: string;

  constructor(snapshot: string, found: string, options?: ErrorOptions) {
    super(
      `Snapshot ${snapshot}: ${found}. Publish it again with \`vklad run\`; ` +
        "if it fails again, with `vklad rebuild`.",
      options,
    );
    this.snapshot = snapshot;
  }
}
