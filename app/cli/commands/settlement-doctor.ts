import { existsSync } from "node:fs";

import { openCluster } from "../../../activities/settlement/chain/open.ts";
import { readSettlerKey } from "../../../activities/settlement/chain/settler-key.ts";
import {
  checkSetup,
  type SetupExpected,
  type SetupFinding,
} from "../../../activities/settlement/setup-check.ts";
import { approvedStates } from "../../../activities/settlement/treasury/approved-states.ts";
import { payableBatches, sumOf } from "../../../activities/settlement/treasury/allowance.ts";
import { openLedgerToRead } from "../../../warehouse/ledger/index.ts";
import { explorersOf } from "../../community/explorer.ts";
import { capsOf, clusterOf, signerSocketOf } from "../../community/settlement.ts";
import { askSigner, signerSettings } from "../../runtime/signer/open-signer.ts";
import { type Start, start } from "../../runtime/start.ts";
import { budgetsOf } from "../../runtime/system-options.ts";
import { setupPages } from "../explorer-pages.ts";
import type { CommonOptions } from "../options.ts";
import { settlementWords } from "../settlement-words.ts";

/** For whom accounts are created in the estimate of rents: a big first month. */
const RECIPIENTS = 100;

const MARKS: Readonly<Record<SetupFinding["level"], string>> = { ok: "✓", warn: "!", fail: "✕" };

/** Looks at all that paying on the configured cluster hangs on. False: something must be mended first. */
export async function settlementDoctor(options: CommonOptions): Promise<boolean> {
  const started = await start(options);
  const { locale, terminal } = started;
  const words = settlementWords[locale];
  const settings = clusterOf(started.config, process.env);
  if (settings === null) {
    terminal.line(words.embedded);
    return true;
  }
  const cluster = openCluster({
    ...settings,
    rpc: settings.rpc.reveal(),
    witnesses: settings.witnesses.map((one) => one.reveal()),
  });
  const owed = await owedOf(started, settings.treasury);
  const settler = await settlerOf(started);
  const expected = { ...expectedOf(started, settings, settler), owed };
  const findings = await checkSetup(cluster, expected);
  const { mint, treasury } = expected;
  const named = { mint, treasury, settler };
  const pageOf = setupPages(explorersOf(started.config), { findings, named });
  for (const { name, level, found, expected } of findings) {
    const beside = expected === "" ? "" : `; ${words.expected}: ${expected}`;
    terminal.line(`${MARKS[level]} ${words.checks[name]}: ${words.found}: ${found}${beside}`);
    const page = pageOf(name);
    if (page !== null) terminal.line(`  ${page}`);
  }
  for (const { note } of findings) if (note !== undefined) terminal.line(words[note]);
  if (settings.witnesses.length === 0) terminal.line(words.unwitnessed);
  const isWell = findings.every(({ level }) => level !== "fail");
  if (!isWell) terminal.line(words.refused);
  return isWell;
}

/** By the signer's own word, or by its key where it lies here; null where there is none yet. */
async function settlerOf({ config, folder }: Start): Promise<string | null> {
  const socket = signerSocketOf(config, process.env);
  if (socket !== null) return await askSigner(socket);
  const { keyFile } = signerSettings({ config, folder }, process.env);
  return existsSync(keyFile) ? readSettlerKey(keyFile).address : null;
}

function expectedOf(
  { config }: Start,
  settings: NonNullable<ReturnType<typeof clusterOf>>,
  settler: string | null,
): Omit<SetupExpected, "owed"> {
  const { genesis, mint, treasury, settler: named } = settings;
  return {
    genesis,
    mint,
    treasury,
    named,
    settler,
    decimals: config.token.decimals,
    monthly: Object.values(budgetsOf(config)).reduce((sum, budget) => sum + budget, 0n),
    recipients: RECIPIENTS,
    caps: capsOf(config),
    maxMicroLamports: BigInt(config.settlement.priorityFee.maxMicroLamports),
    // The machine's own clock: `--as-of` says nothing about it.
    now: () => Date.now(),
  };
}

/** What approved plans still pay from this treasury. */
async function owedOf({ folder, clock }: Start, treasury: string): Promise<bigint> {
  await using ledger = await openLedgerToRead(folder.ledger);
  return approvedStates((await ledger?.read()) ?? [], clock.now())
    .filter(({ plan }) => plan.chain.treasury === treasury)
    .reduce((sum, state) => sum + sumOf(payableBatches(state)), 0n);
}
