import { createHttp } from "../http.ts";
import type { Http, HttpOptions } from "../http.ts";
import type { KeyedHash } from "../records.ts";
import type { Tables } from "./mapping/settings.ts";
import type { Structures } from "./structure.ts";

export interface NocodbOptions {
  readonly http: Http;
  /** One base, or several alike: one for each cohort. */
  readonly bases: readonly string[];
  /** Which table is what. Null: nobody has said it yet, and no record is read. */
  readonly tables: Tables | null;
  /** Lands in place of an e-mail address. */
  readonly hash: KeyedHash;
  /** Shared by the feeds of one base; without it, each feed asks for itself. */
  readonly structures?: Structures;
}

export interface NocodbConnection extends Partial<
  Pick<HttpOptions, "perSecond" | "burst" | "clock" | "deadlineMs" | "limiter" | "usage">
> {
  readonly url: string;
  readonly token: string;
}

/** NocoDB's cloud allows 5 a second for one user; a server of one's own sets no limit. */
const PER_SECOND = 4;

/** The client of one NocoDB server. */
export function nocodbHttp({ token, ...options }: NocodbConnection): Http {
  return createHttp({
    perSecond: PER_SECOND,
    ...options,
    system: "NocoDB",
    headers: { "xc-token": token },
  });
}
