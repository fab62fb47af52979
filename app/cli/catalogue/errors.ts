/** Nothing of a catalogue file was taken, because a part of it cannot be. */
export class CatalogueFileError extends Error {
  override readonly name = "CatalogueFileError";
  constructor(file: string, problems: readonly string[]) {
    super(
      `The catalogue ${file} cannot be taken:\n${problems.map((one) => `  ${one}`).join("\n")}\n` +
        "Nothing was written. `vklad catalogue --all` prints one as it is now.",
    );
  }
}

export class NotCuratorError extends Error {
  override readonly name = "NotCuratorError";
  constructor(account: string | undefined, role: string) {
    super(
      `--by is ${account ?? "missing"}; expected the account of whoever confirms, such as ` +
        `discourse:17, who has the role ${role} today. Grant it under roles in the configuration.`,
    );
  }
}

export class NothingPublishedError extends Error {
  override readonly name = "NothingPublishedError";
  constructor() {
    super("No tasks are known yet: nothing has been published. Run `vklad run` first.");
  }
}
