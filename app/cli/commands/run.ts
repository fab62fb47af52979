import { failureText } from "../../community/failures.ts";
import { connectionsOf } from "../../community/connections.ts";
import { createConductor } from "../../runtime/conductor.ts";
import { unreadSystems } from "../../runtime/feeds.ts";
import { watchReading } from "../../runtime/reading-watch.ts";
import { startToWrite } from "../../runtime/start.ts";
import { createSteps } from "../../runtime/steps.ts";
import { openPipeline } from "../../runtime/system.ts";
import { errorCodes } from "../../../workflows/error-codes.ts";
import { createDoorbells } from "../../../workflows/embedded/doorbells.ts";
import { words } from "../../community/words.ts";
import { sayGaps } from "../mapping/say-gaps.ts";
import { sayUnmapped } from "../mapping/say-unmapped.ts";
import { mappingWords } from "../mapping/words.ts";
import { PROGRESS_EVERY_MS, progressLine } from "../progress.ts";
import type { CommonOptions } from "../options.ts";

/** Reads every source once, builds what is stale and publishes it. */
export async function run(options: CommonOptions, { sweep }: { readonly sweep: boolean }) {
  const started = await startToWrite(options);
  const { config, terminal, locale, signal } = started;
  const now = () => performance.now();
  const steps = createSteps(["ingest", "load", "build", "publish"], {
    now,
    onChange: (step) => terminal.show(step),
  });
  await using system = await openPipeline({
    ...started,
    connections: connectionsOf(config, process.env),
  });
  const said = words[locale];
  const watched = watchReading(system.activities, {
    now,
    onFailed(feed, code) {
      // What no further try can mend is told once, at the end.
      if (errorCodes.some((final) => final === code)) return;
      terminal.line(`  ! ${feed}: ${said.failedTry}: ${failureText(code, locale)}`);
    },
  });
  using _ticking = everySoOften(() => {
    const line = progressLine(steps.all(), watched.readings(), locale);
    if (line !== null) terminal.progress(line);
  });
  const conductor = createConductor({
    ...started,
    system: { ...system, activities: watched.activities },
    doorbells: createDoorbells(),
    proposer: null,
    onProgress: (progress) => steps.follow(progress),
    onPublished: async () => undefined,
    signal,
  });
  const { recordCount, builtCount, snapshot, failed } = await conductor.refresh({ sweep });
  steps.finish("ingest", `${recordCount} ${said.records}`);
  steps.finish("build", `${builtCount} ${said.models}`);
  steps.finish("publish", snapshot.slice(0, 12));
  const isUnmapped = failed.some(({ error }) => error === "NocodbUnmappedError");
  for (const { feed, error } of failed)
    if (error !== "NocodbUnmappedError")
      terminal.line(`  ! ${feed}: ${failureText(error, locale)}; ${said.failedSource}`);
  const unread = unreadSystems(failed.map(({ feed }) => feed));
  for (const name of unread) terminal.line(`  ! ${name}: ${said.unreadSource}`);
  if (unread.length > 0) process.exitCode = 1;
  await sayUnmapped(system, { terminal, locale });
  if (isUnmapped) terminal.line(`  ! ${mappingWords[locale].unmapped(options.config)}`);
  const isMapped = isUnmapped ? false : await sayGaps(system, { terminal, locale });
  if (!isMapped) process.exitCode = 1;
}

/** Says how things stand every ten seconds, until it is disposed of. */
function everySoOften(say: () => void): Disposable {
  const timer = setInterval(say, PROGRESS_EVERY_MS);
  return { [Symbol.dispose]: () => clearInterval(timer) };
}
