import { mutated, type Mutant } from "./mutant.ts";
import type { Scratch } from "./scratch.ts";
import { failuresOf } from "./verdict.ts";

/** Whether a check failed that did not fail without the mutant, and which, in words. */
export interface Noticed {
  readonly isNoticed: boolean;
  /** Those that failed, `file: title` each. */
  readonly failures: readonly string[];
  readonly says: string;
}

/** Makes the mistake, runs its checks, and puts the file back. */
export async function noticedBy(
  mutant: Mutant,
  scratch: Scratch,
  broken: ReadonlySet<string>,
): Promise<Noticed> {
  try {
    const failures = await scratch.with(
      mutant.file,
      (source) => mutated(mutant, source),
      () => failuresOf(mutant.check, scratch.dir),
    );
    const fresh = failures.filter((failure) => !broken.has(failure));
    const more = fresh.length > 1 ? ` (and ${fresh.length - 1} more)` : "";
    const says = `${fresh[0] ?? "NOTHING FAILED"}${more}`;
    return { isNoticed: fresh.length > 0, failures: fresh, says };
  } catch (error) {
    // The other mutants still have something to say.
    return {
      isNoticed: false,
      failures: [],
      says: `COULD NOT BE TRIED: ${(error as Error).message}`,
    };
  }
}
