import { connectionsOf } from "../../community/connections.ts";
import { createConductor } from "../../runtime/conductor.ts";
import { unreadSystems } from "../../runtime/feeds.ts";
import { startToWrite } from "../../runtime/start.ts";
import { createSteps } from "../../runtime/steps.ts";
import { openPipeline } from "../../runtime/system.ts";
import { createDoorbells } from "../../../workflows/embedded/doorbells.ts";
import { words } from "../../community/words.ts";
import { sayGaps } from "../mapping/say-gaps.ts";
import { mappingWords } from "../mapping/words.ts";
import type { CommonOptions } from "../options.ts";

/** Reads every source once, builds what is stale and publishes it. */
export async function run(options: CommonOptions, { sweep }: { readonly sweep: boolean }) {
  const started = await startToWrite(options);
  const { config, terminal, locale, signal } = started;
  const steps = createSteps(["ingest", "load", "build", "publish"], {
    now: () => performance.now(),
    onChange: (step) => terminal.show(step),
  });
  await using system = await openPipeline({
    ...started,
    connections: connectionsOf(config, process.env),
  });
  const conductor = createConductor({
    ...started,
    system,
    doorbells: createDoorbells(),
    proposer: null,
    onProgress: (progress) => steps.follow(progress),
    onPublished: async () => undefined,
    signal,
  });
  const { recordCount, builtCount, snapshot, failed } = await conductor.refresh({ sweep });
  steps.finish("ingest", `${recordCount} ${words[locale].records}`);
  steps.finish("build", `${builtCount} ${words[locale].models}`);
  steps.finish("publish", snapshot.slice(0, 12));
  const isUnmapped = failed.some(({ error }) => error === "NocodbUnmappedError");
  for (const { feed, error } of failed)
    if (error !== "NocodbUnmappedError")
      terminal.line(`  ! ${feed} ${words[locale].failedSource} (${error})`);
  const unread = unreadSystems(failed.map(({ feed }) => feed));
  for (const name of unread) terminal.line(`  ! ${name}: ${words[locale].unreadSource}`);
  if (unread.length > 0) process.exitCode = 1;
  if (isUnmapped) terminal.line(`  ! ${mappingWords[locale].unmapped(options.config)}`);
  const isMapped = isUnmapped ? false : await sayGaps(system, { terminal, locale });
  if (!isMapped) process.exitCode = 1;
}
