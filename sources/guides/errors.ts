/** The folder of guides itself cannot be read: that says nothing of any section. */
export class GuidesFolderError extends Error {
  override readonly name = "GuidesFolderError";

  constructor(dir: string, fault: string, cause: unknown) {
    super(
      `The folder of guides ${dir} cannot be read (${fault}); expected a folder of Markdown files. ` +
        `Sections read before stay as they were. Mount or check out the folder, or correct ` +
        `sources.guides.dir in the configuration.`,
      { cause },
    );
  }
}
