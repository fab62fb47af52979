/** What a twin can be told to do wrong, each as its system really does it. */
export const FAULTS = [
  /** Discourse's middleware: plain text, with the header that names the limit. */
  "rate_limit_text",
  /** Discourse's controllers: JSON with `extras.wait_seconds`. */
  "rate_limit_json",
  /** A 429 that does not say how long to wait. */
  "rate_limit_bare",
  "server_error",
  /** Cloudflare before a forum that does not answer. */
  "cloudflare_520",
  /** The headers promise a whole page and the connection ends in the middle of it. */
  "connection_dropped",
  /** No records, and yet there are more: Discourse before May 2024. */
  "empty_page",
  /** Half of the page, without any sign of it. */
  "truncated",
  /** An answer of 200 that is not what was asked for. */
  "wrong_envelope",
  /** What is there and is said not to be: a proxy, or a deployment under way. */
  "not_found",
  /** What the key may see and is refused: a plug-in's rule, or a profile that is being hidden. */
  "forbidden",
  /** Telegram: somebody else asks with the same token. */
  "conflict",
  /** PostHog's throttle: JSON, and how long to wait in the header alone. */
  "throttled",
  /** PostHog's limit of queries at once: a 429 without that header. */
  "too_many_at_once",
  /** PostHog's billing period is used up: 402 until it ends, and no wait mends it. */
  "quota_used_up",
  /** PostHog goes on with a query behind the answer: 202, to be asked for later. */
  "answered_later",
] as const;

/** What only one system does, beside those. */
export const DISCORD_FAULTS = [
  /** A 429 that concerns everything the bot asks for, and not one route. */
  "rate_limit_global",
] as const;

export type Fault = (typeof FAULTS)[number] | (typeof DISCORD_FAULTS)[number];

export interface FaultOrder {
  /** What the path of a request begins with. */
  readonly path: string;
  readonly fault: Fault;
  readonly times: number;
  /** So many requests of its path are answered well before. */
  readonly after?: number;
  /** For the faults that say how long to wait. */
  readonly retryAfterSeconds: number;
}

export type TakenFault = Pick<FaultOrder, "fault" | "retryAfterSeconds">;

/** Faults wait for requests that match them; each is taken as often as it was ordered. */
export interface Faults {
  order(order: FaultOrder): void;
  take(path: string): TakenFault | null;
  clear(): void;
}

export function createFaults(): Faults {
  let waiting: { order: FaultOrder; left: number; wait: number }[] = [];
  return {
    order: (order) => {
      waiting.push({ order, left: order.times, wait: order.after ?? 0 });
    },
    take: (path) => {
      const matching = waiting.filter(({ order, left }) => left > 0 && path.startsWith(order.path));
      const match = matching.find(({ wait }) => wait === 0);
      for (const other of matching) if (other !== match && other.wait > 0) other.wait -= 1;
      if (match === undefined) return null;
      match.left -= 1;
      return match.order;
    },
    clear: () => {
      waiting = [];
    },
  };
}

/** Which requests belong to a stream of ours, so that a fault can be ordered by its name. */
export const TWINS = [
  "discourse",
  "nocodb",
  "telegram",
  "discord",
  "hypothesis",
  "posthog",
] as const;
export type Twin = (typeof TWINS)[number];

const PATHS: Readonly<Record<string, { twin: Twin; path: string }>> = {
  discourse: { twin: "discourse", path: "/" },
  discourse_posts: { twin: "discourse", path: "/posts.json" },
  discourse_topics: { twin: "discourse", path: "/latest.json" },
  discourse_users: { twin: "discourse", path: "/admin/users" },
  discourse_likes: { twin: "discourse", path: "/user_actions.json" },
  discourse_categories: { twin: "discourse", path: "/categories.json" },
  nocodb: { twin: "nocodb", path: "/" },
  nocodb_tables: { twin: "nocodb", path: "/api/v2/meta" },
  nocodb_records: { twin: "nocodb", path: "/api/v2/tables" },
  telegram: { twin: "telegram", path: "/" },
  telegram_messages: { twin: "telegram", path: "/" },
  discord: { twin: "discord", path: "/" },
  discord_messages: { twin: "discord", path: "/api/v10/channels" },
  discord_members: { twin: "discord", path: "/api/v10/guilds" },
  hypothesis: { twin: "hypothesis", path: "/" },
  hypothesis_annotations: { twin: "hypothesis", path: "/api/search" },
  posthog: { twin: "posthog", path: "/" },
  posthog_events: { twin: "posthog", path: "/api/projects" },
};

export function pathOf(name: string): { twin: Twin; path: string } {
  const found = PATHS[name];
  if (found !== undefined) return found;
  throw new Error(
    `The demo knows no system or stream ${JSON.stringify(name)}. It knows ${Object.keys(PATHS).join(", ")}.`,
  );
}
