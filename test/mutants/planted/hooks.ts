import type { Mutant } from "../mutant.ts";

const HOOKS = ["app/gateway/hooks/hooks.test.ts"];
const INBOX = ["warehouse/inbox/inbox.test.ts"];
const DESTROYED = ["sources/discourse/destroyed-posts.test.ts"];
const DELETED = ["sources/nocodb/deleted-rows.test.ts"];
const WOKEN = ["app/runtime/woken.test.ts"];

/** What systems tell by webhooks: whose word it is, where it rests, and what it sets going. */
export const hookMutants: readonly Mutant[] = [
  {
    change: "take a webhook's delivery without looking whose it is",
    file: "app/gateway/hooks/desk.ts",
    find: "if (!hook.isGenuine(delivery, secret.reveal())) return",
    replace: "if (false) return",
    check: HOOKS,
  },
  {
    change: "compare only as much of a webhook's secret as was sent",
    file: "sources/hook-checks.ts",
    find: "return sent !== null && isEqual(sent, secret);",
    replace: "return sent !== null && isEqual(sent, secret.slice(0, sent.length));",
    check: HOOKS,
  },
  {
    change: "sign what a webhook's body means instead of its bytes",
    file: "sources/hook-checks.ts",
    find: ".update(delivery.body)",
    replace: ".update(JSON.stringify(JSON.parse(Buffer.from(delivery.body).toString())))",
    check: HOOKS,
  },
  {
    change: "take an old delivery of a webhook where its time is signed",
    file: "app/gateway/hooks/desk.ts",
    find: "return Math.abs(now - Date.parse(signedAt)) <= SIGNED_MS_MAX;",
    replace: "return true;",
    check: HOOKS,
  },
  {
    change: "take a webhook's delivery that was signed in the future",
    file: "app/gateway/hooks/desk.ts",
    find: "Math.abs(now - Date.parse(signedAt))",
    replace: "(now - Date.parse(signedAt))",
    check: HOOKS,
  },
  {
    change: "take a webhook's body of 2 MB",
    file: "app/gateway/hooks/routes.ts",
    find: "const BODY_BYTES_MAX = 1024 * 1024;",
    replace: "const BODY_BYTES_MAX = 4 * 1024 * 1024;",
    check: HOOKS,
  },
  {
    change: "call a webhook's delivery received that could not be kept",
    file: "app/gateway/hooks/routes.ts",
    find: "not_stored: 503",
    replace: "not_stored: 200",
    check: HOOKS,
  },
  {
    change: "turn deliveries of webhooks away until there is a page",
    file: "app/gateway/server.ts",
    find: "if (path.startsWith(HOOKS)) return;",
    replace: "",
    check: HOOKS,
  },
  {
    change: "keep a private message that a webhook tells of",
    file: "sources/discourse/hook.ts",
    find: "if (data === undefined || isPrivate(data.post)) return [];",
    replace: "if (data === undefined) return [];",
    check: HOOKS,
  },
  {
    change: "take a repeated delivery of a webhook for a new one",
    file: "warehouse/inbox/inbox.ts",
    find: "if (added.changes === 0) return false;",
    replace: "",
    check: INBOX,
  },
  {
    change: "keep what a webhook told in the clear beside its seal",
    file: "warehouse/inbox/inbox.ts",
    find: 'createHmac("sha256", key()).update(`${feed}\\0${text}`).digest("hex")',
    replace: "`${feed}${text}`",
    check: INBOX,
  },
  {
    change: "forget what a webhook told when it is read, before it has landed",
    file: "warehouse/inbox/inbox.ts",
    find: "WHERE feed = ? AND seq <= ? AND sealed NOT NULL",
    replace: "WHERE feed = ? AND seq <= ? + 1 AND sealed NOT NULL",
    check: INBOX,
  },
  {
    change: "go on in a new inbox where the lost one was left",
    file: "warehouse/inbox/inbox.ts",
    find: "return place.inbox === inbox ? Number(place.seq) : 0;",
    replace: "return Number(place.seq);",
    check: INBOX,
  },
  {
    change: "read what webhooks told after a run's moment",
    file: "warehouse/inbox/inbox.ts",
    find: "AND seq > ? AND at <= ? AND",
    replace: "AND seq > ? AND ? > 0 AND",
    check: INBOX,
  },
  {
    change: "take a webhook's mark for read that came after the run began",
    file: "warehouse/inbox/inbox.ts",
    find: "WHERE feed = ? AND how = ? AND at <= ?",
    replace: "WHERE feed = ? AND how = ? AND ? > 0",
    check: INBOX,
  },
  {
    change: "let addresses of a destroyed post land",
    file: "sources/discourse/destroyed-posts.ts",
    find: ".map(withheld)",
    replace: "",
    check: DESTROYED,
  },
  {
    change: "let a post without its text hide the one that was read",
    file: "sources/discourse/hook.ts",
    find: "raw: z.string()",
    replace: "raw: z.string().optional()",
    check: DESTROYED,
  },
  {
    change: "look for no deletion when a webhook tells of one",
    file: "sources/discourse/hook.ts",
    find: "if (DESTROYED.test(event))",
    replace: "if (false)",
    check: DESTROYED,
  },
  {
    change: "let a deleted row without its columns hide the one that was read",
    file: "sources/nocodb/deleted-rows.ts",
    find: ".filter((row) => isWhole(row, reading))",
    replace: "",
    check: DELETED,
  },
  {
    change: "wake a source at each look until it answers",
    file: "app/runtime/woken.ts",
    find: "at > before.markedAt && (",
    replace: "(",
    check: WOKEN,
  },
  {
    change: "sweep a stream as often as something is deleted",
    file: "app/runtime/woken.ts",
    find: "now() - before.at >= SWEPT_EVERY_MS",
    replace: "true",
    check: WOKEN,
  },
  {
    change: "say that a source which was never read to its end is fresh",
    file: "app/runtime/source-states.ts",
    find: 'if (until === null) return "never";',
    replace: "",
    check: ["app/cli/commands/sources.test.ts"],
  },
  {
    change: "list the texts of refused records",
    file: "app/cli/commands/sources.ts",
    find: "${said.seen} ${last_seen_at}  ${reason}`",
    replace: "${said.seen} ${last_seen_at}  ${reason} ${JSON.stringify(refused)}`",
    check: ["app/cli/commands/sources.test.ts"],
  },
  {
    change: "count a record once for each time it was refused",
    file: "app/runtime/source-states.ts",
    find: "const id = idOf([feed, reason, record]);",
    replace: "const id = idOf([feed, reason, record, until]);",
    check: ["app/cli/commands/sources.test.ts"],
  },
];
