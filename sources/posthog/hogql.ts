/**
 * Questions to a PostHog project in HogQL.
 *
 * API: https://posthog.com/docs/api/query
 */
import { z } from "zod";

import type { Clock } from "../clock.ts";
import { SourceDownError, SourceShapeError } from "../errors.ts";
import type { Http } from "../http.ts";
import { asSent } from "../records.ts";
import type { Json } from "../source.ts";

export interface Answer {
  readonly columns: readonly string[];
  /** As they came: a row that is no list of values is for the reader to refuse. */
  readonly rows: readonly Json[];
}

export interface Hogql {
  readonly clock: Clock;
  /** `name` is what the project's query log calls it. */
  ask(query: string, name: string, signal: AbortSignal): Promise<Answer>;
  /** The one number that a `SELECT count()` answers. */
  count(query: string, name: string, signal: AbortSignal): Promise<number>;
}

const Answered = z.object({ columns: z.array(z.string()), results: z.array(asSent) });

const Waiting = z.object({
  query_status: z.object({
    id: z.string(),
    complete: z.boolean(),
    error: z.boolean().nullish(),
    results: Answered.nullish().catch(null),
  }),
});

const Envelope = z.union([Waiting, Answered], {
  error: "expected columns and results, or the state of a query",
});

/** A query may wait for half a minute before it is run, and then run for ten seconds. */
const POLLS_MAX = 60;
const POLL_FIRST_MS = 500;
const POLL_MS_MAX = 2_000;

export function createHogql(http: Http, project: string, clock: Clock): Hogql {
  const path = `/api/projects/${encodeURIComponent(project)}/query/`;

  async function ask(query: string, name: string, signal: AbortSignal): Promise<Answer> {
    const startedAt = clock.now();
    // `force_blocking`: a cached answer would be that of another moment.
    const json = { query: { kind: "HogQLQuery", query }, refresh: "force_blocking", name };
    let reply = await http.post(Envelope, path, { json, signal });
    for (let polls = 0; polls < POLLS_MAX; polls += 1) {
      if (!("query_status" in reply)) return answerIn(reply);
      const { id, complete, error, results } = reply.query_status;
      if (error === true) throw failed(startedAt, "the query failed there");
      if (complete) {
        if (results) return answerIn(results);
        throw new SourceShapeError(http.system, `POST ${path}`, "a query without its results");
      }
      await clock.sleep(Math.min(POLL_MS_MAX, POLL_FIRST_MS * 2 ** polls), signal);
      reply = await http.get(Envelope, `${path}${encodeURIComponent(id)}/`, { signal });
    }
    throw failed(startedAt, "the query is still running there");
  }

  function failed(startedAt: number, why: string): SourceDownError {
    const tookMs = clock.now() - startedAt;
    return new SourceDownError(http.system, `POST ${path}`, tookMs, new Error(why));
  }

  return {
    clock,
    ask,
    async count(query, name, signal) {
      const { rows } = await ask(query, name, signal);
      const parsed = z.tuple([z.tuple([z.int().nonnegative()])]).safeParse(rows);
      if (parsed.success) return parsed.data[0][0];
      throw new SourceShapeError(http.system, `POST ${path}`, "expected one number, a count");
    },
  };
}

function answerIn({ columns, results }: z.output<typeof Answered>): Answer {
  return { columns, rows: results };
}
