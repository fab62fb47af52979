import { createHttp } from "../http.ts";
import type { Http, HttpOptions } from "../http.ts";
import type { KeyedHash } from "../records.ts";
import type { Categories } from "./meaning/settings.ts";
import type { Reread } from "./reread.ts";

export interface DiscourseOptions {
  readonly http: Http;
  /** Lands in place of an e-mail address. */
  readonly hash: KeyedHash;
  readonly reread?: Reread;
  /** What posts of each category are. */
  readonly categories?: Categories;
}

export interface DiscourseConnection extends Partial<
  Pick<HttpOptions, "perSecond" | "burst" | "clock" | "deadlineMs" | "limiter" | "usage">
> {
  readonly url: string;
  readonly apiKey: string;
  readonly apiUsername: string;
}

/** An admin key's share of `max_admin_api_reqs_per_minute`, 60 by default. */
const PER_SECOND = 1;

/** The client of one forum. Keys in the query string are refused, so they go in headers. */
export function discourseHttp({ apiKey, apiUsername, ...options }: DiscourseConnection): Http {
  return createHttp({
    perSecond: PER_SECOND,
    burst: 5,
    ...options,
    system: "Discourse",
    headers: { "Api-Key": apiKey, "Api-Username": apiUsername },
  });
}
