import type { Mutant } from "../mutant.ts";

const PUBLISHED = ["app/gateway/data/published.test.ts"];
const GATEWAY = ["app/gateway/server.test.ts"];
const OWN_PATH = ["app/gateway/sign-in/own-path.test.ts"];
const CONNECT = ["app/gateway/sign-in/discourse-connect.test.ts"];
const LOSS = ["app/gateway/sign-in/lost-rights.test.ts"];

/** Sessions, sign-in, published data and the committee's desk. */
export const gatewayMutants: readonly Mutant[] = [
  {
    change: "hand out a snapshot's tables unfiltered",
    file: "app/gateway/data/published.ts",
    find: "where: predicate(rule, principal),",
    replace: 'where: "TRUE",',
    check: PUBLISHED,
  },
  {
    change: "take files that are being read away at the next snapshot",
    file: "app/gateway/data/published.ts",
    find: "const kept = digests.filter",
    replace: "const kept = digests.slice(0, 1).filter",
    check: PUBLISHED,
  },
  {
    change: "take files that are being made away at the next snapshot",
    file: "app/gateway/data/published.ts",
    find: 'const isOld = !name.startsWith(".") && ',
    replace: "const isOld = ",
    check: PUBLISHED,
  },
  {
    change: "let a master see cohorts attended as trainee",
    file: "app/gateway/data/published.ts",
    find: "role === name && cohort_id !== null",
    replace: "cohort_id !== null",
    check: PUBLISHED,
  },
  {
    change: "answer /api/my/payments with everybody's payments",
    file: "app/gateway/distributions/desk.ts",
    find: ".filter(({ member }) => member === memberId)",
    replace: "",
    check: ["app/gateway/distributions/desk.test.ts"],
  },
  {
    change: "answer /api/distributions to anyone who is signed in",
    file: "app/gateway/distributions/routes.ts",
    find: 'who.holding(request, "committee")',
    replace: "who.principal(request)",
    check: GATEWAY,
  },
  {
    change: "let a key be confirmed through a second account of its owner",
    file: "warehouse/ledger/approval/approval-keys.ts",
    find: "personOf(by) === personOf(key.account) ||",
    replace: "by === key.account ||",
    check: ["warehouse/ledger/approval/confirm-key.test.ts"],
  },
  {
    change: "let sessions never expire",
    file: "app/gateway/sign-in/sessions.ts",
    find: "if (session.expiresAt > now()) return session;",
    replace: "return session;",
    check: ["app/gateway/sign-in/sessions.test.ts"],
  },
  {
    change: "sign in without a look at the origin",
    file: "app/gateway/sign-in/routes.ts",
    find: "if (!addresses.isOwnOrigin(request.headers))",
    replace: "if (demo === null)",
    check: GATEWAY,
  },
  {
    change: "never show the banner of a stale source: nobody looks how old a stream is",
    file: "app/runtime/stale.ts",
    find: "now - Date.parse(until) > SILENT_MS",
    replace: "false",
    check: ["app/runtime/stale.test.ts"],
  },
  {
    change: "never show the banner of a stale source: the session does not say so",
    file: "app/gateway/data/routes.ts",
    find: "stale: options.stale(),",
    replace: "stale: [],",
    check: GATEWAY,
  },
  {
    change: "never show the banner of a stale source: the page has no words for it",
    file: "dashboards/components/notices.js",
    find: "...silentSystems(stale ?? []).map(silence)",
    replace: "",
    check: ["dashboards/test/notices.test.ts"],
  },
  {
    change: "send a person to another site after signing in: any address will do",
    file: "app/gateway/sign-in/own-path.ts",
    find: 'if (!next.startsWith("/") || url?.origin !== HERE) return "/";',
    replace: 'if (url === null) return "/";',
    check: OWN_PATH,
  },
  {
    change: "send a person to another site after signing in: a path may begin with two slashes",
    file: "app/gateway/sign-in/own-path.ts",
    find: 'return path.startsWith("//") ? "/" : path;',
    replace: "return path;",
    check: OWN_PATH,
  },
  {
    change: "answer to any name that leads here",
    file: "app/gateway/server.ts",
    find: "if (options.addresses.isOwnHost(host)) return;",
    replace: "if (host !== undefined) return;",
    check: GATEWAY,
  },
  {
    change: "take the public name without TLS for our own page",
    file: "app/gateway/addresses.ts",
    find: "if (name === null || isUnderPublicName(name) || !isOwnName(name)) return false;",
    replace: "if (name === null) return false;",
    check: ["app/gateway/addresses.test.ts"],
  },
  {
    change: "send the session's cookie without TLS too",
    file: "app/gateway/sign-in/cookies.ts",
    find: "secure: isSecure",
    replace: "secure: false",
    check: ["app/gateway/behind-proxy.test.ts"],
  },
  {
    change: "take an answer of the club from another browser",
    file: "app/gateway/sign-in/nonces.ts",
    find: "`${body}\\0${browser}`",
    replace: "body",
    check: CONNECT,
  },
  {
    change: "take an answer of the club twice",
    file: "app/gateway/sign-in/nonces.ts",
    find: " || used.has(random)",
    replace: "",
    check: CONNECT,
  },
  {
    change: "write a page's address into its query as text",
    file: "dashboards/shell/page-values.js",
    find: `.replaceAll("'", "''")`,
    replace: "",
    check: ["dashboards/test/page-values.test.ts"],
  },
  {
    change: "let a session outlive the loss of a role",
    file: "app/gateway/sign-in/who.ts",
    find: "if (holder !== null && keepsRights(found.holder, holder)) {",
    replace: "if (holder !== null) {",
    check: LOSS,
  },
  {
    change: "let what a role gained later be lost without an end of the session",
    file: "app/gateway/sign-in/who.ts",
    find: "if (holder !== found.holder) options.sessions.renew(found.id, holder);",
    replace: "",
    check: LOSS,
  },
  {
    change: "let one address hold all connections",
    file: "app/gateway/limits.ts",
    find: "if (count > limits.socketsAnAddressMax) socket.destroy();",
    replace: "",
    check: ["app/gateway/limits.test.ts"],
  },
  {
    change: "wait for ever for headers that come a byte at a time",
    file: "app/gateway/limits.ts",
    find: "server.headersTimeout = limits.headers_ms;",
    replace: "server.headersTimeout = 0;",
    check: ["app/gateway/limits.test.ts"],
  },
];
