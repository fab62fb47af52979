import { standingClock, type Clock } from "./clock.ts";
import { drawCommunity } from "./community/community.ts";
import type { Community } from "./community/drawn.ts";
import { discourseTwin, type DiscourseTwin } from "./discourse/twin.ts";
import { nocodbTwin, type NocodbTwin } from "./nocodb/twin.ts";

export const AS_OF = Date.parse("2026-10-05T09:00:00Z");

/** A community of a tenth, drawn once: drawing is pure. */
export const SMALL: Community = drawCommunity({ seed: 7, asOf: AS_OF, scale: 0.15 });

export interface GivenDemo extends AsyncDisposable {
  readonly clock: Clock;
  readonly discourse: DiscourseTwin;
  readonly nocodb: NocodbTwin;
  /** A reply of the Discourse twin, with its key unless `headers` say otherwise. */
  forum(path: string, headers?: Record<string, string>): Promise<{ status: number; body: any }>;
  base(path: string, headers?: Record<string, string>): Promise<{ status: number; body: any }>;
}

/** Both twins of a small community, at a clock that stands at the as-of. */
export async function givenDemo(community: Community = SMALL): Promise<GivenDemo> {
  const clock = standingClock(AS_OF);
  const discourse = await discourseTwin({
    forum: community.forum,
    clock,
    apiKey: "key",
    apiUsername: "system",
  });
  const nocodb = await nocodbTwin({ base: community.base, clock, token: "token" });
  const keyed = { "api-key": "key", "api-username": "system" };
  return {
    clock,
    discourse,
    nocodb,
    forum: (path, headers = keyed) => read(`${discourse.url}${path}`, headers),
    base: (path, headers = { "xc-token": "token" }) => read(`${nocodb.url}${path}`, headers),
    [Symbol.asyncDispose]: async () => {
      await discourse.close();
      await nocodb.close();
    },
  };
}

async function read(url: string, headers: Record<string, string>) {
  const reply = await fetch(url, { headers });
  const text = await reply.text();
  const isJson = reply.headers.get("content-type")?.includes("json") === true;
  return { status: reply.status, body: isJson ? JSON.parse(text) : text };
}
