/** Nobody has said yet which table of the base is what, so nothing of it may be read. */
export class NocodbUnmappedError extends Error {
  override readonly name = "NocodbUnmappedError";

  constructor() {
    super(
      `sources.nocodb.tables is missing; expected which table of the base is what. ` +
        `Run \`vklad sources map nocodb\`: it proposes the mapping and prints what to paste.`,
    );
  }
}

/** A sweep that cannot see a table would take all of its rows for deleted. */
export class NocodbUnseenError extends Error {
  override readonly name = "NocodbUnseenError";

  constructor(unseen: readonly string[]) {
    super(
      `These tables of the mapping cannot be read: ${unseen.join(", ")}; expected all of them ` +
        `before a sweep judges what was deleted. Run \`vklad doctor\`, mend the mapping or the ` +
        `base, then sweep again. Nothing was taken for deleted.`,
    );
  }
}
