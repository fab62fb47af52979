/**
 * Files on demand: a run is ordered, asked after, and its parts fetched from the storage that they are
 * redirected to.
 *
 * API: https://posthog.com/docs/api/file-download-batch-exports
 */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import type { Reply, Request } from "../loopback.ts";
import { invalid, notFound } from "./errors.ts";
import type { Store } from "./store.ts";

const WEEK_MS = 7 * 24 * 60 * 60_000;

const MODELS: Readonly<Record<string, (start: string, end: string) => string>> = {
  /** Of whom an event was is what ingestion knew: rows are never touched again. */
  events: (start, end) => `
    select uuid, event, distinct_id, person_id, properties, '{}' as person_properties, timestamp, created_at
    from events
    where visible_at <= demo_now() and created_at >= ${start} and created_at < ${end}
    order by created_at`,
  persons: (start, end) => `
    select 1 as team_id, d.distinct_id, d.person_id, p.properties, p.version as person_version,
      d.version as person_distinct_id_version, p.created_at, p.is_deleted or d.is_deleted as is_deleted
    from current_distinct_ids as d join current_persons as p on p.id = d.person_id
    where greatest(d.changed_at, p.changed_at) >= ${start}
      and greatest(d.changed_at, p.changed_at) < ${end}
    order by d.distinct_id`,
};

export interface ExportOptions {
  /** How often a run is asked after before it is complete. */
  readonly pollsUntilComplete: number;
  /** Rows of one part. */
  readonly partRows: number;
  /**
   * A run that found nothing has no file, and PostHog's own code says `Running` of a run without files for
   * as long as it is asked. Nobody has told us what the service does.
   */
  readonly emptyRun: "one_empty_file" | "runs_for_ever";
}

export interface Exports extends Disposable {
  order(request: Request): Promise<Reply>;
  status(id: string): Reply;
  /** To where the file lies; a part is named by its id or its place. */
  download(id: string, part: string | undefined): Reply;
  /** What the storage gives to whoever has the address. */
  stored(request: Request): Reply;
  /** From now on runs end this way; well again with null. */
  fail(status: FailedStatus | null): void;
}

export type FailedStatus = "Failed" | "FailedRetryable" | "Terminated" | "TimedOut";

interface Run {
  readonly files: readonly { readonly id: string; readonly path: string }[];
  readonly failure: FailedStatus | null;
  pollsLeft: number;
}

export function createExports(store: Store, options: ExportOptions): Exports {
  const dir = mkdtempSync(join(tmpdir(), "vklad-posthog-twin-"));
  const runs = new Map<string, Run>();
  let failure: FailedStatus | null = null;

  async function written(id: string, sql: string): Promise<Run["files"]> {
    const total = Number((await store.rows(`select count(*) as n from (${sql})`))[0]?.["n"] ?? 0);
    if (total === 0 && options.emptyRun === "runs_for_ever") return [];
    const partCount = Math.max(1, Math.ceil(total / options.partRows));
    for (let part = 0; part < partCount; part += 1) {
      const path = join(dir, `${id}-${String(part).padStart(4, "0")}.parquet.zst`);
      const bounded = `${sql} limit ${options.partRows} offset ${part * options.partRows}`;
      await store.run(`copy (${bounded}) to '${path}' (format parquet, compression zstd)`);
    }
    const names = readdirSync(dir)
      .filter((name) => name.startsWith(id))
      .toSorted();
    return names.map((name, at) => ({
      id: `${id.slice(0, -4)}${String(at + 1).padStart(4, "0")}`,
      path: join(dir, name),
    }));
  }

  return {
    async order({ body }) {
      const asked = readOrder(body);
      if (typeof asked === "string") return invalid(asked);
      const id = `0199a000-0000-7000-8000-${String(runs.size + 1).padStart(8, "0")}0000`;
      const files = failure === null ? await written(id, asked.sql) : [];
      runs.set(id, { files, failure, pollsLeft: options.pollsUntilComplete });
      return { status: 202, body: { id } };
    },

    status(id) {
      const run = runs.get(id);
      if (run === undefined) return notFound;
      run.pollsLeft -= 1;
      if (run.pollsLeft >= 0) {
        const status = run.pollsLeft === options.pollsUntilComplete - 1 ? "Starting" : "Running";
        return { status: 200, body: { status } };
      }
      if (run.failure !== null)
        return { status: 200, body: { status: run.failure, error: "The run did not finish." } };
      if (run.files.length === 0) return { status: 200, body: { status: "Running" } };
      return {
        status: 200,
        body: { status: "Completed", files: run.files.map((file) => file.id) },
      };
    },

    download(id, part) {
      const run = runs.get(id);
      if (run === undefined) return notFound;
      if (run.failure !== null) return invalid("Batch export run has failed");
      if (run.pollsLeft >= 0) return invalid("Batch export run is still in progress");
      const file =
        part === undefined
          ? run.files[0]
          : (run.files.find((one) => one.id === part) ?? run.files[Number(part)]);
      if (file === undefined) return notFound;
      const location = `/storage/${file.id}?X-Amz-Expires=3600&X-Amz-Signature=demo`;
      return { status: 302, body: "", headers: { location, "cache-control": "no-store" } };
    },

    stored({ path, query, headers }) {
      const id = path.slice("/storage/".length);
      const file = [...runs.values()].flatMap((run) => run.files).find((one) => one.id === id);
      // S3 takes one proof at a time: a key that came along with the redirect is refused.
      if (headers.authorization !== undefined)
        return { status: 400, body: "<Error><Code>InvalidArgument</Code></Error>", headers: XML };
      if (query.get("X-Amz-Signature") === null || file === undefined)
        return { status: 403, body: "<Error><Code>AccessDenied</Code></Error>", headers: XML };
      const type = { "content-type": "application/vnd.apache.parquet" };
      return { status: 200, body: readFileSync(file.path), headers: type };
    },

    fail: (status) => {
      failure = status;
    },

    [Symbol.dispose]: () => rmSync(dir, { recursive: true, force: true }),
  };
}

const XML = { "content-type": "application/xml" };

/** The query of an order, or what is wrong with it. */
function readOrder(body: unknown): { readonly sql: string } | string {
  const order = (typeof body === "object" && body !== null ? body : {}) as Record<string, unknown>;
  const model = MODELS[String(order["model"])];
  if (model === undefined) return `"${String(order["model"])}" is not a valid choice.`;
  const file = order["file"] as { format?: unknown; compression?: unknown } | undefined;
  if (file?.format !== undefined && file.format !== "Parquet")
    return "This twin writes Parquet only.";
  const [start, end] = [order["data_interval_start"], order["data_interval_end"]].map(
    instantOrNull,
  );
  if (start == null || end == null) return "Datetime has wrong format.";
  if (start > end) return "'data_interval_end' must occur after 'data_interval_start'";
  if (end - start > WEEK_MS) return "data interval range too big";
  const literal = (value: unknown) => `cast('${String(value).replaceAll("'", "")}' as TIMESTAMPTZ)`;
  return { sql: model(literal(order["data_interval_start"]), literal(order["data_interval_end"])) };
}

function instantOrNull(value: unknown): number | null {
  const at =
    typeof value === "string"
      ? Date.parse(/Z$|[+-]\d\d:?\d\d$/.test(value) ? value : `${value}Z`)
      : NaN;
  return Number.isNaN(at) ? null : at;
}
