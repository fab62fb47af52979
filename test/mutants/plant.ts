import type { Mutant } from "./mutant.ts";
import { noticedBy, type Noticed } from "./noticed.ts";
import { openScratch, type Scratch } from "./scratch.ts";
import { failuresOf } from "./verdict.ts";

/** Makes each mistake in a scratch copy, two side by side, and tells each as soon as it is known. */
export async function plantAll(
  chosen: readonly Mutant[],
  onNoticed: (mutant: Mutant, noticed: Noticed) => void,
): Promise<void> {
  // What runs is in groups of its own, and ends when this process exits.
  for (const signal of ["SIGINT", "SIGTERM"] as const)
    process.once(signal, () => process.exit(130));

  // A run of one or two test files keeps about one core busy.
  using first = openScratch();
  using second = openScratch();
  const broken = await failingAnyway(chosen, first);
  const waiting = chosen.values();
  await Promise.all(
    [first, second].map(async (scratch) => {
      // From the common queue, until it is empty.
      for (const mutant of waiting) onNoticed(mutant, await noticedBy(mutant, scratch, broken));
    }),
  );
}

/** A check that fails anyway would seem to notice everything. */
async function failingAnyway(
  chosen: readonly Mutant[],
  { dir }: Scratch,
): Promise<ReadonlySet<string>> {
  const files = new Set(chosen.flatMap(({ check }) => (check === "lint" ? [] : check)));
  const failures: string[] = [];
  if (files.size > 0) failures.push(...(await failuresOf([...files], dir)));
  if (chosen.some(({ check }) => check === "lint"))
    failures.push(...(await failuresOf("lint", dir)));
  for (const failure of failures) console.log(`fails without any mutant: ${failure}`);
  return new Set(failures);
}
