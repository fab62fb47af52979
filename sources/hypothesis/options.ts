import { z } from "zod";

import { createHttp } from "../http.ts";
import type { Http, HttpOptions } from "../http.ts";
import { PerMinute } from "../per-minute.ts";

/** The service that most communities use; a server of one's own has another address. */
const SERVICE = "https://api.hypothes.is";

/** As Hypothes.is makes them; `__world__` is the public one. */
const GroupId = z.string().regex(/^[\w-]{1,64}$/, "the id of a group, such as n9iXjarQ");

/** What `vklad.config.ts` says of a community's annotations. */
export const hypothesisSettings = z
  .strictObject({
    url: z.url({ protocol: /^https?$/ }).default(SERVICE),
    perMinute: PerMinute,
    /** Annotations of these groups land, and no others. */
    groups: z.array(GroupId).min(1),
    /** Of which of them the token's owner is a moderator: all, or those that are named. */
    moderates: z.union([z.boolean(), z.array(GroupId)]).default(false),
  })
  .refine(
    ({ groups, moderates }) =>
      typeof moderates === "boolean" || moderates.every((group) => groups.includes(group)),
    { path: ["moderates"], message: "groups that stand in `groups`, too" },
  );

export type HypothesisSettings = z.output<typeof hypothesisSettings>;

export interface HypothesisOptions extends Omit<HypothesisSettings, "url"> {
  readonly http: Http;
  /** Whether a token was given: without one, only what is public can be read. */
  readonly hasToken: boolean;
}

export interface HypothesisConnection extends Partial<
  Pick<HttpOptions, "perSecond" | "burst" | "clock" | "deadlineMs" | "limiter" | "usage">
> {
  readonly url: string;
  /** Empty for public data. */
  readonly token: string;
}

/** The service's own limit, for each token or address. Its burst of 44 is left to people. */
const PER_SECOND = 4;

/** The client of one server. */
export function hypothesisHttp({ token, ...options }: HypothesisConnection): Http {
  return createHttp({
    perSecond: PER_SECOND,
    burst: 5,
    ...options,
    system: "Hypothes.is",
    headers: {
      Accept: "application/vnd.hypothesis.v1+json",
      ...(token === "" ? {} : { Authorization: `Bearer ${token}` }),
    },
  });
}

/** True for a group of which we may see what moderators see. */
export function isModerated(group: string, { moderates }: Pick<HypothesisOptions, "moderates">) {
  return typeof moderates === "boolean" ? moderates : moderates.includes(group);
}
