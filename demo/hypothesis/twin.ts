/**
 * A twin of Hypothes.is on the loopback interface: search with its index that lags, groups, members
 * and single annotations, as an API client reads them. People's acts come by code, at the clock's now.
 *
 * Left out: writing by HTTP, sign-in, the WebSocket, flags, banned users, media types other than the
 * first, search for words, wildcards and tags, and that one document may have several addresses.
 *
 * API: https://h.readthedocs.io/en/latest/api-reference/
 */
import type { Json } from "../../sources/source.ts";
import type { Clock } from "../clock.ts";
import { createFaults, type Faults } from "../faults.ts";
import { serveLoopback, type Loopback, type Reply, type Request } from "../loopback.ts";
import { annotationJson } from "./annotation-json.ts";
import { answerGroupAnnotations, answerGroups, answerMembers, answerProfile } from "./groups.ts";
import type { Library } from "./library.ts";
import { createRateLimiter, SERVICE_LIMIT, type RateLimit } from "./rate-limit.ts";
import { LIMITED, NOT_FOUND } from "./replies.ts";
import { answerSearch, listedFor } from "./search.ts";
import { indexed } from "./search-index.ts";
import { openStore, type Store } from "./store.ts";
import { viewerOf } from "./viewer.ts";

export interface HypothesisTwin extends Loopback {
  readonly faults: Faults;
  /** What people do, and what the database holds. */
  readonly store: Store;
  /** Of what is written from now on; Infinity stops the job. */
  setIndexLag(ms: number): void;
  /** The truth: what a search shows the bearer of a token once the index has followed. */
  shownTo(token: string | null): readonly { readonly [key: string]: Json }[];
}

export interface HypothesisTwinOptions {
  readonly library: Library;
  readonly clock: Clock;
  /** How long the index takes to follow the database. */
  readonly indexLag_ms?: number;
  /** Null: no limit, for tests whose clock stands. */
  readonly rateLimit?: RateLimit | null;
}

/** What the job needs on a quiet day. */
const INDEX_LAG_MS = 1_000;

export async function hypothesisTwin(options: HypothesisTwinOptions): Promise<HypothesisTwin> {
  const { library, clock, rateLimit = SERVICE_LIMIT } = options;
  let lag_ms = options.indexLag_ms ?? INDEX_LAG_MS;
  const store = openStore(library, { clock, lag: () => lag_ms });
  const faults = createFaults();
  const isLetThrough = rateLimit === null ? () => true : createRateLimiter(rateLimit, clock);

  function handle(request: Request): Reply {
    const viewer = viewerOf(library, request.headers);
    if (!isLetThrough(viewer.token ?? "an address")) return LIMITED;
    if (request.method !== "GET") return NOT_FOUND;
    const asked = { request, viewer, library, store, clock };
    const [, kind, id = "", part] =
      /^\/api\/(search|profile|groups|annotations)(?:\/([^/]+))?(?:\/([^/]+))?$/.exec(
        request.path,
      ) ?? [];
    if (id === "") {
      if (kind === "search") return answerSearch(asked);
      if (kind === "profile") return answerProfile(asked);
      return kind === "groups" ? answerGroups(asked) : NOT_FOUND;
    }
    if (kind === "groups" && part === "members") return answerMembers(asked, id);
    if (kind === "groups" && part === "annotations") return answerGroupAnnotations(asked, id);
    const row = kind === "annotations" && part === undefined ? store.row(id) : null;
    if (row === null || !viewer.sees(row)) return NOT_FOUND;
    return { status: 200, body: annotationJson(library, viewer, row) };
  }

  const server = await serveLoopback(handle, faults);
  return {
    ...server,
    faults,
    store,
    setIndexLag: (ms) => {
      lag_ms = ms;
    },
    shownTo(token) {
      const viewer = viewerOf(library, token === null ? {} : { authorization: `Bearer ${token}` });
      const rows = listedFor(viewer, indexed(store.rows()));
      return rows.map((row) => annotationJson(library, viewer, row));
    },
  };
}
