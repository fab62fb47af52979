/**
 * A twin of PostHog on the loopback interface: HogQL over a real DuckDB, and exports as files.
 *
 * What it leaves out: cohorts, actions, sessions, groups, joins and CASE in HogQL; `JSONLines`; deletion
 * of events with their person; the capture API (state is made by code). It was not held against a PostHog:
 * nobody here has one.
 *
 * API: https://posthog.com/docs/api/query
 */
import type { Clock } from "../clock.ts";
import { createFaults, type Faults } from "../faults.ts";
import { serveLoopback, type Loopback, type Reply, type Request } from "../loopback.ts";
import { notFound, quotaUsedUp, throttled, tooManyAtOnce, unauthorised } from "./errors.ts";
import { createExports, type ExportOptions, type Exports } from "./exports.ts";
import { createLimits, type Limits } from "./limits.ts";
import { createQueries } from "./queries.ts";
import { oldEvents } from "./old-events.ts";
import { openStore, type Store } from "./store.ts";

export interface PosthogTwin
  extends
    Omit<Loopback, "close">,
    Pick<Store, "capture" | "fill" | "settle" | "identify" | "merge" | "deletePerson"> {
  readonly faults: Faults;
  readonly exports: Pick<Exports, "fail">;
  readonly truth: Truth;
  close(): Promise<void>;
}

/** What a reader must have in the end, as of the demo's time. */
export interface Truth {
  /** Each once, by uuid: when it was taken in to the microsecond, and whose it is now. */
  events(): Promise<Record<string, unknown>[]>;
  eventCount(): Promise<number>;
  /** Who has which distinct id now. */
  distinctIds(): Promise<Record<string, unknown>[]>;
  persons(): Promise<Record<string, unknown>[]>;
}

export interface PosthogTwinOptions extends Partial<ExportOptions> {
  readonly clock: Clock;
  readonly projectId: number;
  /** A personal key. */
  readonly apiKey: string;
  /** None, so that a demo waits for nothing; `POSTHOG_LIMITS` are the service's. */
  readonly limits?: Limits;
  readonly billingPeriodEnd?: string;
}

export async function posthogTwin({
  clock,
  projectId,
  apiKey,
  limits,
  billingPeriodEnd = "2026-11-01T00:00:00Z",
  pollsUntilComplete = 2,
  partRows = 500_000,
  emptyRun = "one_empty_file",
}: PosthogTwinOptions): Promise<PosthogTwin> {
  const faults = createFaults();
  const store = await openStore(clock);
  const queries = createQueries(store);
  const exports = createExports(store, { pollsUntilComplete, partRows, emptyRun });
  const limiter = createLimits(limits ?? null, clock);

  async function handle(request: Request): Promise<Reply> {
    if (request.path.startsWith("/storage/")) return exports.stored(request);
    if (request.headers.authorization !== `Bearer ${apiKey}`) return unauthorised;
    if (request.fault === "throttled") return throttled(1);
    if (request.fault === "too_many_at_once") return tooManyAtOnce;
    if (request.fault === "quota_used_up") return quotaUsedUp(billingPeriodEnd);
    const match =
      /^\/api\/(?:projects|environments)\/(\d+)\/(\w+)(?:\/([^/]+))?(?:\/([^/]+))?(?:\/([^/]+))?\/?$/.exec(
        request.path,
      );
    if (match === null || Number(match[1]) !== projectId) return notFound;
    const [, , what, id, action, part] = match;
    const { method } = request;
    if (what === "query" && method === "POST" && id === undefined)
      return limiter.within(() => queries.ask(request));
    if (what === "query" && method === "GET" && id !== undefined) return queries.status(id);
    if (what === "events" && method === "GET") return oldEvents(store, request);
    if (what !== "file_download_batch_exports") return notFound;
    if (method === "POST" && id === undefined) return exports.order(request);
    if (method !== "GET" || id === undefined) return notFound;
    if (action === undefined) return exports.status(id);
    return action === "download" ? exports.download(id, part) : notFound;
  }

  const server = await serveLoopback(handle, faults);
  const { capture, fill, settle, identify, merge, deletePerson } = store;
  return {
    ...server,
    faults,
    exports,
    truth: truthOf(store),
    capture,
    fill,
    settle,
    identify,
    merge,
    deletePerson,
    async close() {
      await server.close();
      exports[Symbol.dispose]();
      await store[Symbol.asyncDispose]();
    },
  };
}

function truthOf(store: Store): Truth {
  return {
    events: () =>
      store.rows(`
        select distinct uuid, event, distinct_id, properties, cast(epoch_us(timestamp) as VARCHAR) as timestamp_us,
          cast(epoch_us(created_at) as VARCHAR) as created_us, person_id
        from hogql_events order by created_us, uuid`),
    async eventCount() {
      const [row] = await store.rows("select count(distinct uuid) as n from hogql_events");
      return Number(row?.["n"]);
    },
    distinctIds: () => store.rows("select * from hogql_person_distinct_ids order by distinct_id"),
    persons: () =>
      store.rows("select id, properties, is_identified from hogql_persons order by id"),
  };
}
