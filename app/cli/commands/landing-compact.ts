import { compactLanding } from "../../../warehouse/landing/index.ts";
import { startToWrite } from "../../runtime/start.ts";
import { landingWords } from "../landing-words.ts";
import type { CommonOptions } from "../options.ts";
import { everySoOften } from "../progress.ts";

/** Packs every folder of landing that is full, beside whoever runs, and says how many files that were. */
export async function landingCompact(
  options: CommonOptions,
  { dryRun }: { readonly dryRun: boolean },
): Promise<void> {
  const { folder, locale, terminal, signal } = await startToWrite(options);
  const said = landingWords[locale];
  const say = everySoOften((_step: "pack", done, total) =>
    terminal.progress(said.folders(done, total)),
  );
  const compacted = await compactLanding(folder.landing, {
    dryRun,
    signal,
    onFolder: (done, total) => say("pack", done, total),
  });
  if (compacted.isBusy) return terminal.line(said.busy);
  for (const file of compacted.damaged) terminal.line(said.damaged(file));
  terminal.line(dryRun ? said.would(compacted) : said.packed(compacted));
}
