import { type Clock, clockFrom, wallClock } from "../community/clock.ts";
import { asOfOption, type CommonOptions, localeOf } from "../cli/options.ts";
import { openTerminal, type Terminal } from "../cli/terminal.ts";
import { loadConfig } from "../community/configuration.ts";
import type { Config } from "../community/schema.ts";
import { type DataFolder, dataFolder } from "../community/data-folder.ts";
import { type IdentityKey, identityKeyIn } from "../community/identity-key.ts";
import { ledgerPlace } from "../community/ledger-place.ts";
import { type Log, openLog } from "./logs.ts";
import { stopSignal } from "./stop.ts";
import { objectsOf } from "../community/objects.ts";
import { keepToOwner, makeForOwnerOnly } from "../community/owner-only.ts";
import { type Locale, words } from "../community/words.ts";
import type { ObjectStore } from "../../warehouse/objects/index.ts";

/** What every command has at hand, and none of it is locked. */
export interface Start {
  readonly config: Config;
  readonly folder: DataFolder;
  /** For all machines; null where all is in the data folder. */
  readonly objects: ObjectStore | null;
  readonly clock: Clock;
  readonly identity: IdentityKey;
  readonly log: Log;
  readonly locale: Locale;
  readonly terminal: Terminal;
  /** Aborted by SIGTERM. Ctrl-C ends the process without a word to it. */
  readonly signal: AbortSignal;
}

/** Checks the configuration first: with a wrong value in it, nothing is created or opened. */
export async function start(
  options: CommonOptions,
  stop: { readonly graceMs?: number } = {},
): Promise<Start> {
  const asOf = asOfOption(options)?.toISOString();
  const config = await loadConfig(options.config);
  makeForOwnerOnly();
  const folder = folderOf(config, options.data);
  const from = asOf ?? (await demoInstant(folder, config));
  const clock = from === undefined ? wallClock : clockFrom(from);
  const locale = localeOf(options, config.community.locale);
  return {
    config,
    folder,
    objects: objectsOf(config, process.env),
    clock,
    locale,
    identity: identityKeyIn(folder.keys),
    log: openLog(folder.logs, clock),
    terminal: openTerminal(locale),
    signal: stopSignal(stop),
  };
}

function folderOf(config: Config, data: string): DataFolder {
  const folder = dataFolder(data);
  return { ...folder, ledger: ledgerPlace(config, folder.ledger, process.env) };
}

/** Where the demo's clock goes on; a community without a demo loads nothing of it. */
async function demoInstant(folder: DataFolder, { demo }: Config): Promise<string | undefined> {
  if (demo === undefined) return undefined;
  const { demoNow } = await import("../demo/clock.ts");
  return demoNow(folder, demo.asOf);
}

/** The same for commands that write: what an older version left open to others is closed first. */
export async function startToWrite(...options: Parameters<typeof start>): Promise<Start> {
  const started = await start(...options);
  const { folder, terminal, locale } = started;
  const count = keepToOwner(folder);
  if (count > 0) terminal.line(`${words[locale].closedToOthers}: ${count}`);
  return started;
}
