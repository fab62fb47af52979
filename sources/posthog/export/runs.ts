/**
 * Exports of a PostHog project that are made for one download.
 *
 * API: https://posthog.com/docs/cdp/batch-exports (file download)
 */
import { z } from "zod";

import type { Clock } from "../../clock.ts";
import type { Probe } from "../../connector.ts";
import { SourceMissingError } from "../../errors.ts";
import type { Http } from "../../http.ts";

/** So much of one file at the most: what is larger comes in parts. */
const PART_MB = 64;
const PART_BYTES_MAX = 4 * PART_MB * 1_048_576;

/** How long one look waits for an export. It may take many minutes, and the next run looks again. */
const WAIT_MS = 90_000;
const LOOK_MS = 3_000;

const Listed = z.object({ results: z.array(z.unknown()) });

const Created = z.object({ id: z.string().min(1) });

const State = z.discriminatedUnion("status", [
  z.object({ status: z.enum(["Starting", "Running"]) }),
  z.object({ status: z.literal("Completed"), files: z.array(z.string()) }),
  z.object({
    status: z.enum([
      ...(["Cancelled", "ContinuedAsNew", "Failed", "FailedRetryable"] as const),
      ...(["FailedBilling", "Terminated", "TimedOut"] as const),
    ]),
  }),
]);

/** Start inclusive, end exclusive: instants. */
export interface Interval {
  readonly start: string;
  readonly end: string;
}

export type RunState =
  | { readonly state: "made"; readonly parts: readonly string[] }
  | { readonly state: "being made" }
  /** The project's quota was used up when it was made. */
  | { readonly state: "unpaid" }
  /** It is to be asked for anew. */
  | { readonly state: "lost" };

export interface ExportRuns {
  /** Whether exports may be asked for: makes none. */
  readonly probe: Probe;
  start(interval: Interval, signal: AbortSignal): Promise<string>;
  /** Waits for a while. */
  look(run: string, signal: AbortSignal): Promise<RunState>;
  /** False where the run is not kept there any more. */
  save(
    run: string,
    part: string,
    to: { readonly file: string; readonly signal: AbortSignal },
  ): Promise<boolean>;
}

export function createExportRuns(http: Http, base: string, clock: Clock): ExportRuns {
  const path = `${base}/file_download_batch_exports/`;
  const pathOf = (run: string) => `${path}${encodeURIComponent(run)}/`;

  return {
    probe: async (signal) => (await http.get(Listed, path, { signal })).results.length,

    async start({ start, end }, signal) {
      const json = {
        model: "events",
        data_interval_start: start,
        data_interval_end: end,
        file: {
          format: "Parquet",
          compression: "zstd",
          max_size_mb: PART_MB,
        },
      };
      return (await http.post(Created, path, { json, signal })).id;
    },

    async look(run, signal) {
      const until = clock.now() + WAIT_MS;
      for (;;) {
        const found = await orMissing(http.get(State, pathOf(run), { signal }));
        if (found === null) return { state: "lost" };
        switch (found.status) {
          case "Completed":
            return { state: "made", parts: found.files };
          case "Starting":
          case "Running":
            if (clock.now() >= until) return { state: "being made" };
            await clock.sleep(LOOK_MS, signal);
            break;
          case "FailedBilling":
            return { state: "unpaid" };
          default:
            return { state: "lost" };
        }
      }
    },

    async save(run, part, { file, signal }) {
      const saving = http.save(`${pathOf(run)}download/${encodeURIComponent(part)}/`, {
        file,
        bytesMax: PART_BYTES_MAX,
        signal,
      });
      return (await orMissing(saving)) !== null;
    },
  };
}

async function orMissing<T>(asked: Promise<T>): Promise<T | null> {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof SourceMissingError) return null;
    throw error;
  }
}
