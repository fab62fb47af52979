/** What tests of the gateway begin with. No product code imports this. */
import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import type { Role } from "../../models/roles.ts";
import type { PublishedPeople } from "../identity/published-people.ts";
import { createAddresses } from "./addresses.ts";
import type { DistributionDesk } from "./distributions/desk.ts";
import type { Principal, Published } from "./data/principal.ts";
import type { PeopleDesk } from "./identity/desk.ts";
import { limitsOf } from "./limits.ts";
import type { GatewayOptions } from "./options.ts";
import { createGateway } from "./server.ts";
import { createSessions } from "./sign-in/sessions.ts";
import { openSite } from "./site.ts";

export const ANNA: Principal = {
  account: "a_anna",
  memberId: "m_anna",
  name: "Анна",
  roles: ["committee", "trainee"],
  cohorts: new Map(),
};
export const BORIS: Principal = {
  ...ANNA,
  account: "a_boris",
  memberId: "m_boris",
  roles: ["trainee"],
};

export const VERA: Principal = {
  ...{ ...ANNA, account: "a_vera", memberId: "m_vera", name: "Вера", roles: ["deanery"] },
};
export const GLEB: Principal = {
  ...{ ...ANNA, account: "a_gleb", memberId: "m_gleb", name: "Глеб", roles: ["master"] },
};

const AT = "2026-10-05T09:00:00.000Z";

/** As our own page sends it. */
export const ORIGIN = { origin: "http://localhost:4180", host: "localhost:4180" };

function givenFolder(): string {
  const dir = join(mkdtempSync(join(tmpdir(), "vklad-gateway-")), "site");
  mkdirSync(join(dir, "_app/immutable"), { recursive: true });
  writeFileSync(join(dir, "index.html"), "<!doctype html><script>start()</script>");
  writeFileSync(join(dir, "_app/immutable/a.js"), "1");
  writeFileSync(join(dir, "..", "outside.key"), "must stay here");
  return dir;
}

/** Of a snapshot of an earlier version nothing is known about accounts. */
export const NOBODY: PublishedPeople = {
  accounts: new Map(),
  suggestions: [],
  addressPairs: [],
  unapplied: [],
  systemOf: () => null,
  actorOf: () => null,
  oneEach: ["discourse"],
};

const NO_ACCOUNTS = { accounts: [], links: [], waiting: [] };
const NO_PEOPLE = {
  ...{ suggestions: [], moreSuggestionCount: 0, waiting: [], unapplied: [], linkCount: 0 },
};

const NO_CODES = { systems: [], codes: [], outcome: null };

/** Nobody is suggested, nothing waits, and every word is taken. */
const SILENT_DESK: PeopleDesk = {
  show: async () => NO_PEOPLE,
  find: async () => ({ links: [], moreCount: 0 }),
  ask: async () => NO_PEOPLE,
  part: async () => NO_PEOPLE,
  confirm: async () => NO_PEOPLE,
  drop: async () => NO_PEOPLE,
  effect: async () => ({ before: [], after: [], ownerless: [] }),
  undo: async () => NO_PEOPLE,
  own: async () => NO_ACCOUNTS,
  confirmOwn: async () => NO_ACCOUNTS,
  dropOwn: async () => NO_ACCOUNTS,
  undoOwn: async () => NO_ACCOUNTS,
};

/** A snapshot that knows these people. */
export function publishedFor(
  dir: string,
  people: readonly Principal[] = [ANNA, BORIS, VERA, GLEB],
): Published {
  return {
    asOf: "2026-10-05T09:00:00Z",
    filePrefixes: [],
    nameOf: (account) => people.find((person) => person.account === account)?.name ?? null,
    principalOf: (account) => people.find((person) => person.account === account) ?? null,
    people: NOBODY,
    tablesOf: async () => ({ my_profile: 1 }),
    rowsOf: async () => [],
    async fileOf({ memberId }, role: Role) {
      const path = join(dir, `${memberId}-${role}.duckdb`);
      writeFileSync(path, `${memberId} ${role}`);
      return { path, etag: `${memberId}-${role}` };
    },
  };
}

/**
 * A gateway over four people: Anna of the committee, Boris, who has only their own page, Vera of
 * the deanery and Gleb, a master.
 */
export async function givenGateway(changes: Partial<GatewayOptions> = {}) {
  const dir = givenFolder();
  const site = openSite(dir);
  const published = publishedFor(dir);
  const approved: unknown[] = [];
  const desk: DistributionDesk = {
    list: async () => [],
    report: async (_principal, digest) => (digest === "d1" ? ({ digest } as never) : null),
    payments: async ({ memberId }) => [{ lineId: `line of ${memberId}` }] as never,
    registerKey: async () => ({ keyId: "k", confirmed: true }),
    approve: async (_principal, body) => {
      approved.push(body);
      return { approvalCount: 2, threshold: 2 };
    },
    steer: async () => ({ status: "held", wayOut: "held" }),
    steerLine: async () => ({ status: "revising", wayOut: "line_said" }),
    acknowledge: async (_principal, { signature }) => ({ signature }),
  };
  const server = await createGateway({
    addresses: createAddresses({ host: "127.0.0.1" }),
    limits: limitsOf({}),
    sessions: createSessions(() => 0),
    published: () => published,
    site: () => site,
    answers: () => null,
    steps: () => [],
    desk,
    keys: { list: async () => [], confirm: async () => [], revoke: async () => [] },
    wallets: {
      show: async () => ({ wallet: null, linkedAt: null, countsFrom: null, now: AT }),
      ask: async () => ({ text: "", nonce: "", until: "" }),
      link: async () => ({ wallet: null, linkedAt: null, countsFrom: null, now: AT }),
    },
    roles: { list: async () => [], confirm: async () => [] },
    people: SILENT_DESK,
    signIns: {
      list: () => ({ systems: [] }),
      begin: async () => ({ address: "https://example.org/" }),
      finish: async () => "linked",
    },
    codes: {
      list: async () => NO_CODES,
      ask: async () => NO_CODES,
      look: async () => NO_CODES,
      use: async () => NO_CODES,
    },
    verdicts: { list: async () => [], state: async () => [] },
    hooks: { knows: () => false, take: () => "unknown" },
    models: async () => null,
    timeZone: "Europe/Moscow",
    token: { symbol: "STK", decimals: 6 },
    locale: "ru",
    explorers: {},
    genesis: null,
    systems: ["discourse", "nocodb"],
    stale: () => [],
    demo: {
      people: () => [],
      accountOf: (id) => (/^(anna|boris|vera|gleb)$/.test(id) ? `a_${id}` : null),
    },
    club: null,
    log: { write() {} },
    ...changes,
  });
  const signIn = async (person: string) => {
    const answer = await server.inject({
      method: "POST",
      url: "/auth/demo",
      headers: ORIGIN,
      payload: { person },
    });
    return { cookie: `${answer.headers["set-cookie"]}`.split(";", 1)[0] ?? "" };
  };
  const csrfOf = async (headers: { cookie: string }) => {
    const session = await server.inject({ url: "/data/session.json", headers });
    return session.json<{ csrf: string }>().csrf;
  };
  return { server, signIn, csrfOf, approved, dir };
}
