/** One deliberate mistake, and the check that must notice it. */
export interface Mutant {
  /** What is done wrong, as a person would say it. */
  readonly change: string;
  readonly file: string;
  /** Must be in the file exactly once; null: the replacement is put at the file's top. */
  readonly find: string | null;
  readonly replace: string;
  /** Test files that vitest runs, or the linter. */
  readonly check: readonly string[] | "lint";
}

/** The mutant's place is not what it was: somebody must look at it before it says anything again. */
export class MutantMisplacedError extends Error {
  override readonly name = "MutantMisplacedError";
}

export function mutated({ change, file, find, replace }: Mutant, source: string): string {
  if (find === null) return `${replace}\n${source}`;
  const places = source.split(find).length - 1;
  if (places !== 1) {
    throw new MutantMisplacedError(
      `Mutant "${change}": its text is ${places} times in ${file}, expected once. ` +
        `Correct \`find\` in its file under test/mutants/planted/:\n${find}`,
    );
  }
  return source.split(find).join(replace);
}
