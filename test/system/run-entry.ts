/** The product in a process of its own that kills itself at a named point: a test's, never ours. */
import type { DemoHello } from "../../app/demo/community.ts";
import { backfillAll } from "./backfill-spans.ts";
import { openRun } from "./open-run.ts";

export interface Job {
  readonly folder: string;
  readonly hello: DemoHello;
  /**
   * `refresh` reads, builds and publishes; `whole` settles the closed months, too; `backfill` reads a
   * span of each source.
   */
  readonly path: "refresh" | "whole" | "backfill";
  /** SIGKILL when the point is reached this often; absent: the run goes to its end. */
  readonly kill?: { readonly point: string; readonly occurrence: number };
}

const { kill, path, ...options } = JSON.parse(process.argv[2] ?? "") as Job;
let left = kill?.occurrence ?? 0;

await using run = await openRun({
  ...options,
  failpoint: (point) => {
    if (point !== kill?.point) return;
    left -= 1;
    if (left === 0) process.kill(process.pid, "SIGKILL");
  },
});
if (path === "backfill") await backfillAll(run, options.folder);
else await run.refresh();
if (path === "whole") await run.distribute();
