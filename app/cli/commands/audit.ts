import { readFileSync, writeFileSync } from "node:fs";

import {
  AuditFileError,
  auditOf,
  readAudit,
} from "../../../activities/settlement/audit/audit-file.ts";
import {
  type AuditedChain,
  type AuditFinding,
  checkAudit,
} from "../../../activities/settlement/audit/check-audit.ts";
import { connectCluster, savedChain } from "../../../activities/settlement/chain/open.ts";
import { ChainMissingError } from "../../../activities/settlement/chain/embedded/saved.ts";
import {
  distributionState,
  openLedgerToRead,
  openPlanOf,
} from "../../../warehouse/ledger/index.ts";
import { explorersOf } from "../../community/explorer.ts";
import { type Start, start } from "../../runtime/start.ts";
import { auditWords } from "../audit-words.ts";
import { auditPages } from "../explorer-pages.ts";
import { NothingToAuditError } from "../errors.ts";
import type { CommonOptions } from "../options.ts";

const MARKS: Readonly<Record<AuditFinding["level"], string>> = { ok: "✓", open: "–", fail: "✕" };

/**
 * Writes the audit of a settled month into a file and a table beside it, or checks such a file with
 * no ledger and no key. False: something in it does not agree.
 */
export async function audit(
  options: CommonOptions,
  file: string,
  { write, rpc }: { readonly write?: string; readonly rpc?: string },
): Promise<boolean> {
  const started = await start(options);
  if (write !== undefined) await writeAudit(started, file, { period: write, rpc });
  return await check(started, file, rpc);
}

async function writeAudit(
  started: Start,
  file: string,
  { period, rpc }: { readonly period: string; readonly rpc: string | undefined },
): Promise<void> {
  const { folder, clock, terminal, locale } = started;
  await using ledger = await openLedgerToRead(folder.ledger);
  const events = (await ledger?.read()) ?? [];
  const digest = openPlanOf(events, period)?.digest ?? "";
  const state = distributionState(events, digest, clock.now());
  if (state === null || state.settlement === null)
    throw new NothingToAuditError(period, state?.status);
  const made = await auditOf(state, await chainOf(started, state.plan.chain.genesis, rpc));
  writeFileSync(tableBeside(file), made.csv);
  writeFileSync(file, `${JSON.stringify(made.file, null, 2)}\n`);
  terminal.line(`${auditWords[locale].written}: ${file}, ${tableBeside(file)}`);
}

async function check(started: Start, name: string, rpc: string | undefined): Promise<boolean> {
  const { terminal, locale } = started;
  const words = auditWords[locale];
  const text = textOf(name);
  if (text === null) throw new AuditFileError(name, "there is no such file");
  const file = readAudit(name, text);
  const chain = await chainOf(started, file.plan.chain.genesis, rpc);
  const findings = await checkAudit(file, { csv: textOf(tableBeside(name)), chain });
  for (const { check: of, level, found } of findings) {
    const told = level === "open" ? (words.open[of] ?? words.checks[of]) : words.checks[of];
    terminal.line(`${MARKS[level]} ${told}${found === "" ? "" : `: ${found}`}`);
  }
  for (const page of auditPages(explorersOf(started.config), file)) terminal.line(`  ${page}`);
  const isWell = findings.every(({ level }) => level !== "fail");
  terminal.line(isWell ? words.well : words.wrong);
  return isWell;
}

/** The node that was named, or the embedded chain of this folder, where it is the plan's. */
async function chainOf(
  { folder }: Start,
  planned: string,
  rpc: string | undefined,
): Promise<AuditedChain | null> {
  if (rpc !== undefined) {
    const { genesis, transaction } = connectCluster(rpc);
    return { genesis: await genesis(), transaction };
  }
  try {
    const view = savedChain(folder.chain)();
    return view.genesis === planned ? view : null;
  } catch (error) {
    if (error instanceof ChainMissingError) return null;
    throw error;
  }
}

function textOf(file: string): string | null {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw error;
  }
}

const tableBeside = (file: string) => `${file.replace(/\.json$/, "")}.csv`;
