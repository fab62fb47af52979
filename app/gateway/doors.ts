import { join } from "node:path";

import type { FastifyInstance } from "fastify";

import { roleEntry } from "../../models/roles.ts";
import type { AnyConnector } from "../../sources/connector.ts";
import type { Inbox } from "../../warehouse/inbox/index.ts";
import { openLanding } from "../../warehouse/landing/index.ts";
import type { Ledger } from "../../warehouse/ledger/index.ts";
import { SnapshotUnreadableError } from "../../warehouse/snapshot/index.ts";
import { connectedIn, systemsIn } from "../community/connections.ts";
import { explorersOf } from "../community/explorer.ts";
import type { Config } from "../community/schema.ts";
import { clusterOf } from "../community/settlement.ts";
import { effectOfUndo } from "../identity/effect-of-undo.ts";
import { modelStates } from "../lineage/model-states.ts";
import { findSecret } from "../community/secrets.ts";
import type { DemoHello } from "../demo/community.ts";
import { createAddresses } from "./addresses.ts";
import type { Answers } from "./answers/answers.ts";
import { openAnswers } from "./answers/open-answers.ts";
import { createDiscourseConnect } from "./sign-in/discourse-connect.ts";
import { createDistributionDesk } from "./distributions/desk.ts";
import type { Published } from "./data/principal.ts";
import { openPublished } from "./data/published.ts";
import { createHookDesk, type SecretHook } from "./hooks/desk.ts";
import { codeWords } from "./identity/code-words.ts";
import { createCodeDesk } from "./identity/codes.ts";
import { systemsProvenIn, systemsSignedInAt } from "./identity/proven-systems.ts";
import { createSignInDesk } from "./identity/sign-ins.ts";
import { createPeopleDesk } from "./identity/desk.ts";
import { createKeyDesk } from "./keys/desk.ts";
import { limitsOf } from "./limits.ts";
import { createRoleDesk } from "./roles/desk.ts";
import { createGateway } from "./server.ts";
import { createSessions } from "./sign-in/sessions.ts";
import { openSite, type Site } from "./site.ts";
import { createVerdictDesk } from "./verdicts/desk.ts";
import { createWalletDesk } from "./wallets/desk.ts";
import { inboxOf } from "../runtime/inbox.ts";
import type { Start } from "../runtime/start.ts";
import type { Steps } from "../runtime/steps.ts";

export class PortTakenError extends Error {
  override readonly name = "PortTakenError";
  constructor(host: string, port: number, cause: unknown) {
    super(
      `Port ${port} of ${host} is taken; expected it to be free. Stop what uses it, or set ` +
        `gateway.port in the configuration (in the demo: --port).`,
      { cause },
    );
  }
}

/** The gateway, open before there is anything to show: until then it tells how far things are. */
export interface Doors extends AsyncDisposable {
  readonly address: string;
  /**
   * Takes up the newest snapshot. One that does not open is named on the terminal and in the log;
   * people go on with the one before it until the next run publishes anew.
   */
  takeSnapshot(): Promise<void>;
  takeShell(dir: string): void;
  takeDemo(hello: DemoHello): void;
}

export async function openDoors(options: {
  readonly start: Start;
  readonly ledger: Ledger;
  readonly steps: Steps;
  readonly port?: number;
  readonly ring: (plan: { readonly period: string; readonly digest: string }) => void;
  readonly stale: () => readonly { readonly stream: string; readonly since: string | null }[];
}): Promise<Doors> {
  const { start, ledger, steps } = options;
  const { config, folder, clock, identity } = start;
  const inbox = inboxOf(start);
  let published: Published | null = null;
  let site: Site | null = null;
  let answers: Answers | null = null;
  let hello: DemoHello | null = null;
  const takeSnapshot = async () => {
    const dirs = { snapshotsDir: folder.snapshots, cacheDir: folder.cache };
    try {
      published = (await openPublished({ ...dirs, before: published })) ?? published;
    } catch (error) {
      if (!(error instanceof SnapshotUnreadableError)) throw error;
      start.log.write("snapshot_unreadable", { digest: error.snapshot });
      start.terminal.line(error.message);
    }
  };
  await takeSnapshot();
  const desks = { ledger, now: () => clock.now(), published: () => published };
  const server = await createGateway({
    addresses: createAddresses(config.gateway),
    limits: limitsOf(config.gateway),
    sessions: createSessions(() => clock.now().getTime()),
    published: () => published,
    site: () => site,
    answers: () => answers,
    steps: () => steps.all(),
    desk: createDistributionDesk({
      ...desks,
      ring: options.ring,
      demoConfirms: config.demo !== undefined,
      // Where nobody is named the treasury's owner pays.
      settlerOwnsTreasury: config.settlement.settler === undefined,
    }),
    keys: createKeyDesk(desks),
    roles: createRoleDesk(desks),
    codes: createCodeDesk({
      ...desks,
      systems: systemsProvenIn(start, inbox),
      landing: openLanding(folder.landing),
      words: (asker, number) => {
        const { locale, name } = config.community;
        return codeWords[locale](name[locale], asker, number);
      },
    }),
    signIns: createSignInDesk({ ...desks, systems: systemsSignedInAt(start) }),
    people: createPeopleDesk({ ...desks, effectOf: effectsIn(start, ledger) }),
    wallets: createWalletDesk({ ...desks, community: config.community.name.en }),
    verdicts: createVerdictDesk(desks),
    hooks: hookDeskOf(start, inbox),
    models: () =>
      modelStates({
        dir: folder.root,
        landing: openLanding(folder.landing),
        now: clock.now(),
        timeZone: config.community.timeZone,
      }),
    timeZone: config.community.timeZone,
    token: config.token,
    locale: config.community.locale,
    explorers: explorersOf(config),
    genesis: clusterOf(config, process.env)?.genesis ?? null,
    systems: systemsIn(config),
    stale: options.stale,
    demo:
      config.demo === undefined
        ? null
        : {
            people: () =>
              (hello?.people ?? []).map((person) => ({
                ...person,
                roleLabel: roleEntry(person.role).words,
              })),
            accountOf(id) {
              const found = hello?.people.find((person) => person.id === id)?.account;
              return found === undefined ? null : identity.accountKey(found.source, found.nativeId);
            },
          },
    club: clubOf(start),
    log: start.log,
  });
  const address = await listen(server, config, options.port);
  return {
    address,
    takeSnapshot,
    takeShell(dir) {
      const { decimals } = config.token;
      answers = openAnswers(join(dir, "queries.json"), { tokenDecimals: decimals });
      site = openSite(join(dir, "site"));
    },
    takeDemo(said) {
      hello = said;
    },
    async [Symbol.asyncDispose]() {
      await server.close();
      await answers?.[Symbol.asyncDispose]();
      inbox[Symbol.dispose]();
    },
  };
}

/** Counted in a warehouse beside the live one, from landing and ledger: the live one is another's. */
function effectsIn({ config, folder, clock, identity }: Start, ledger: Ledger) {
  return (linkIds: readonly string[]) =>
    effectOfUndo(linkIds, {
      landing: openLanding(folder.landing),
      ledger,
      identity,
      timeZone: config.community.timeZone,
      paidFrom: config.distributions.from,
      now: clock.now(),
    });
}

/** Systems that are connected and whose hook has a secret: of others there is no such address. */
function hookDeskOf({ config, clock, log }: Start, inbox: Inbox) {
  const connected: readonly AnyConnector[] = connectedIn(config);
  const hooks = connected.flatMap(({ name, hook }): (readonly [string, SecretHook])[] => {
    const secret = hook === undefined ? null : findSecret(process.env, hook.secret.variable);
    return hook === undefined || secret === null ? [] : [[name, { hook, secret }]];
  });
  return createHookDesk({ hooks: new Map(hooks), inbox, now: () => clock.now().getTime(), log });
}

function clubOf({ config, clock, identity }: Start) {
  const secret = findSecret(process.env, "VKLAD_DISCOURSE_CONNECT_SECRET");
  const club = config.sources.discourse;
  if (secret === null || club === undefined) return null;
  const { host, port, publicUrl = `http://${host}:${port}` } = config.gateway;
  return {
    connect: createDiscourseConnect({
      clubUrl: club.url,
      returnUrl: new URL("/auth/discourse/return", publicUrl).href,
      secret,
      now: () => clock.now().getTime(),
    }),
    accountOf: (nativeId: string) => identity.accountKey("discourse", nativeId),
  };
}

async function listen(server: FastifyInstance, { gateway }: Config, port = gateway.port) {
  try {
    return await server.listen({ host: gateway.host, port });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EADDRINUSE") throw error;
    throw new PortTakenError(gateway.host, port, error);
  }
}
