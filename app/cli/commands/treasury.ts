import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { connectCluster, openCluster } from "../../../activities/settlement/chain/open.ts";
import type { ChainPort } from "../../../activities/settlement/chain/port.ts";
import { readSettlerKey, type Settler } from "../../../activities/settlement/chain/settler-key.ts";
import { base58Bytes } from "../../../activities/settlement/chain/transaction/base58.ts";
import {
  actFileText,
  merged,
  newAct,
  readActFile,
  signedBy,
  wireOf,
} from "../../../activities/settlement/treasury/act-file.ts";
import {
  actTrial,
  allowMemoOf,
  TreasuryActError,
  type TreasuryAct,
} from "../../../activities/settlement/treasury/act.ts";
import { approvedStates } from "../../../activities/settlement/treasury/approved-states.ts";
import { assertAsWritten } from "../../../activities/settlement/treasury/check-act.ts";
import { treasuryOf } from "../../../activities/settlement/treasury/make.ts";
import { nonceAddress, nonceCreation } from "../../../activities/settlement/treasury/nonce.ts";
import { sendFinal, sendOwn, WAITING } from "../../../activities/settlement/treasury/send-own.ts";
import {
  type ActSettings,
  allowanceAct,
  leftToPay,
  revocationAct,
  treasuryNow,
  type TreasuryNow,
} from "../../../activities/settlement/treasury/write-act.ts";
import {
  distributionState,
  lastAllowance,
  openLedger,
  openLedgerToRead,
  openPlanOf,
  OPERATOR,
} from "../../../warehouse/ledger/index.ts";
import { capsOf, clusterOf } from "../../community/settlement.ts";
import { type Start, start } from "../../runtime/start.ts";
import type { CommonOptions } from "../options.ts";
import { actLines } from "../treasury-lines.ts";
import { treasuryWords } from "../treasury-words.ts";

/** Where the treasury is, and who pays from it. */
interface Opened {
  readonly chain: ChainPort;
  readonly settings: ActSettings;
  /** Null where this machine has not got it. */
  readonly key: Settler | null;
}

/** How the treasury stands, which plan was lent for last, and what is to be done next. */
export async function treasuryStatus(options: CommonOptions): Promise<void> {
  const started = await start(options);
  const opened = openedOf(started);
  if (opened === null) return;
  const { chain, settings } = opened;
  const { terminal, locale } = started;
  const words = treasuryWords[locale];
  const now = await treasuryNow(chain, settings);
  const { held, multisig } = now;
  const kind =
    held.owner === settings.settler
      ? words.ownSettler
      : multisig === null
        ? held.owner
        : `${words.multisig} ${multisig.threshold}/${multisig.members.length} ${held.owner}: ` +
          multisig.members.join(" ");
  terminal.line(`${words.treasury}: ${settings.treasury}`);
  terminal.line(`${words.balance}: ${held.amount}`);
  terminal.line(`${words.owner}: ${kind}`);
  const allowed = held.delegate === null ? words.nobody : `${held.delegate}: ${held.allowance}`;
  terminal.line(`${words.delegate}: ${allowed}`);
  const last = await lastAllowed(chain, settings.treasury);
  if (last !== null) terminal.line(`${words.lastFor} ${last.period} ${last.digest.slice(0, 12)}`);
  terminal.line(await nextOf(started, opened, now));
}

async function lastAllowed(chain: ChainPort, treasury: string) {
  const history = await chain.signaturesOf(treasury, undefined, HISTORY_MAX);
  for (const { memo, error } of history) {
    const said = error === null ? allowMemoOf(memo ?? "") : null;
    if (said !== null) return said;
  }
  return null;
}

/** One page of a node's answer: a plan pays by fewer transactions. */
const HISTORY_MAX = 1_000;

async function nextOf(
  { folder, clock, locale }: Start,
  { chain, settings }: Opened,
  { held }: TreasuryNow,
): Promise<string> {
  const said = treasuryWords[locale].next;
  if (held.owner === settings.settler) return said.hot;
  if (held.delegate !== null && held.delegate !== settings.settler) return said.foreign;
  await using ledger = await openLedgerToRead(folder.ledger);
  const states = approvedStates((await ledger?.read()) ?? [], clock.now());
  for (const state of states.filter(({ plan }) => plan.chain.treasury === settings.treasury)) {
    const left = await leftToPay(chain, state);
    if (left === 0n) continue;
    const { period } = state.plan;
    if (left === held.allowance) return `${said.pays}: ${period}.`;
    return `${said.allow} ${period} --write FILE.`;
  }
  return held.allowance > 0n ? said.revoke : said.nothing;
}

/** Makes a multisig of the members, its token account and the settler's nonce account. */
export async function treasuryMake(
  options: CommonOptions,
  given: {
    readonly member: readonly string[];
    readonly threshold: number;
    readonly rpc?: string;
    readonly mint?: string;
  },
): Promise<void> {
  const started = await start(options);
  const { config, terminal, locale } = started;
  const words = treasuryWords[locale];
  const settings = clusterOf(config, process.env);
  const mint = given.mint ?? settings?.mint;
  const chain = given.rpc === undefined ? openedOf(started)?.chain : connectCluster(given.rpc);
  if (chain === undefined) return;
  if (mint === undefined)
    throw new TreasuryActError("--rpc was given without --mint; expected the token's mint too.");
  const settler = keyOf(started);
  if (settler === null) throw keyMissing(started);
  const { threshold, member: members } = given;
  const caps = capsOf(config);
  const made = await treasuryOf(chain, { settler, mint, members, threshold, caps });
  const isNew = made.instructions.length > 0;
  if (isNew) await sendOwn(chain, settler, made.instructions);
  terminal.line(isNew ? words.made : words.there);
  terminal.line(words.configure);
  terminal.line(`  mint: "${mint}",`);
  terminal.line(`  treasury: "${made.treasury}", // ${words.owner}: ${made.multisig}`);
  terminal.line(`  settler: "${settler.address}",`);
}

/** Writes an allowance of exactly what a month's approved plan still pays, for its owners to sign. */
export async function treasuryAllow(
  options: CommonOptions,
  period: string,
  given: { readonly write: string; readonly by: readonly string[] },
): Promise<void> {
  const started = await start(options);
  const state = await stateOf(started, period);
  if (state === null) {
    throw new TreasuryActError(
      `There is no plan of ${period}. \`vklad distribute --status\` says how all stand.`,
    );
  }
  await writeAct(started, given.write, ({ chain, settings }) =>
    allowanceAct(chain, settings, state, given.by),
  );
}

/** Writes a revocation of whatever was allowed, for the treasury's owners to sign. */
export async function treasuryRevoke(
  options: CommonOptions,
  given: { readonly write: string; readonly by: readonly string[] },
): Promise<void> {
  const started = await start(options);
  await writeAct(started, given.write, ({ chain, settings }) =>
    revocationAct(chain, settings, given.by),
  );
}

async function writeAct(
  started: Start,
  file: string,
  make: (opened: Opened) => Promise<TreasuryAct>,
): Promise<void> {
  const opened = openedOf(started);
  if (opened === null) return;
  const { chain, settings, key } = opened;
  const { config, terminal, locale } = started;
  if (key === null) throw keyMissing(started);
  const now = await treasuryNow(chain, settings);
  if (now.nonce === null && now.held.owner !== settings.settler) {
    await sendOwn(chain, key, await nonceCreation(chain, key, capsOf(config)));
    terminal.line(`${treasuryWords[locale].nonce}: ${settings.nonce}`);
  }
  const signed = newAct(await make(opened), key);
  writeFileSync(file, actFileText(signed), { flag: "wx" });
  for (const line of actLines(signed, locale)) terminal.line(line);
  terminal.line(`${treasuryWords[locale].written} ${file}`);
}

/**
 * Says what a file would do, and signs it where a key is named. Reads the file and the key and
 * nothing else, so that it runs on a machine without a network.
 */
export async function treasurySign(
  options: CommonOptions,
  file: string,
  { key }: { readonly key: readonly string[] },
): Promise<void> {
  const { terminal, locale } = await start(options);
  const words = treasuryWords[locale];
  const signed = key
    .map((one) => readSettlerKey(one, "member's"))
    .reduce(signedBy, readActFile(file, textOf(file)));
  for (const line of actLines(signed, locale)) terminal.line(line);
  if (key.length === 0) return terminal.line(words.compare);
  writeFileSync(file, actFileText(signed));
  terminal.line(`${words.written} ${file}`);
}

/** Puts signatures together, looks at all once more, sends and waits until it is final. */
export async function treasurySend(
  options: CommonOptions,
  files: readonly string[],
): Promise<void> {
  const started = await start(options);
  const { terminal, locale } = started;
  const signed = merged(files.map((file) => readActFile(file, textOf(file))));
  const wire = wireOf(signed);
  const opened = openedOf(started);
  if (opened === null) return;
  const { chain, settings } = opened;
  const { allows } = signed.act;
  const state = allows === null ? null : await stateOf(started, allows.plan.period);
  await assertAsWritten(chain, settings, signed.act, () => state);
  for (const line of actLines(signed, locale)) terminal.line(line);
  const signature = await sendFinal(chain, wire, { trial: actTrial(signed.act), ...WAITING });
  await noteSent(started, settings, state?.digest ?? null, allows?.amount ?? 0n);
  terminal.line(`${treasuryWords[locale].sent}: ${signature}`);
}

/** Pages say no longer that something is to be revoked, once it is. */
async function noteSent(
  { folder, clock }: Start,
  { treasury }: ActSettings,
  plan: string | null,
  amount: bigint,
): Promise<void> {
  await using ledger = openLedger({ ...folder.ledger, clock: () => clock.now() });
  const digest = plan ?? lastAllowance(await ledger.read(), treasury)?.digest;
  if (digest === undefined) return;
  const payload = { digest, treasury, amount_base_units: `${amount}` };
  await ledger.append("allowance_seen", payload, { actor: OPERATOR });
}

async function stateOf({ folder, clock }: Start, period: string) {
  await using ledger = await openLedgerToRead(folder.ledger);
  const events = (await ledger?.read()) ?? [];
  const digest = openPlanOf(events, period)?.digest;
  return digest === undefined ? null : distributionState(events, digest, clock.now());
}

/** Null, and said so, where tokens are paid on the embedded chain. */
function openedOf(started: Start): Opened | null {
  const { config, terminal, locale } = started;
  const settings = clusterOf(config, process.env);
  if (settings === null) {
    terminal.line(treasuryWords[locale].embedded);
    return null;
  }
  const { mint, treasury } = settings;
  const key = keyOf(started);
  const settler = settings.settler ?? key?.address;
  if (settler === undefined) throw keyMissing(started);
  const rpc = settings.rpc.reveal();
  const witnesses = settings.witnesses.map((one) => one.reveal());
  const nonce = nonceAddress({ publicKey: base58Bytes(settler, 32) });
  const { decimals } = config.token;
  return {
    chain: openCluster({ ...settings, rpc, witnesses }).chain,
    settings: { mint, treasury, settler, decimals, nonce },
    key,
  };
}

function keyFileOf({ folder }: Start): string {
  return process.env["VKLAD_SETTLEMENT_KEY_FILE"] ?? join(folder.keys, "settler.json");
}

function keyOf(started: Start): Settler | null {
  const file = keyFileOf(started);
  return existsSync(file) ? readSettlerKey(file) : null;
}

function keyMissing(started: Start): TreasuryActError {
  return new TreasuryActError(
    `There is no settler's key that this user can read at ${keyFileOf(started)}; expected to run ` +
      "where it is. With a signer of its own run this as the signer's user, and name its file by " +
      "VKLAD_SETTLEMENT_KEY_FILE.",
  );
}

function textOf(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    throw new TreasuryActError((error as Error).message);
  }
}
