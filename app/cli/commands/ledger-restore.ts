import { existsSync } from "node:fs";

import { lockChain } from "../../../activities/settlement/chain/open.ts";
import { openLanding, readLines } from "../../../warehouse/landing/index.ts";
import {
  landedRows,
  type LedgerPlace,
  ledgerStream,
  openLedgerToRead,
  restoration,
  type RowsFrom,
  writeRestored,
} from "../../../warehouse/ledger/index.ts";
import { startToWrite } from "../../runtime/start.ts";
import { LedgerBackupMissingError } from "../errors.ts";
import { ledgerWords } from "../ledger-words.ts";
import type { CommonOptions } from "../options.ts";

/**
 * Brings a ledger that was lost, or is an older one, forward to the newest event that verifies, in
 * landing or in a backup. Only adds: the file before is kept beside.
 */
export async function ledgerRestore(
  options: CommonOptions,
  { from, dryRun }: { readonly from?: string; readonly dryRun: boolean },
): Promise<void> {
  const { folder, clock, terminal, locale } = await startToWrite(options);
  const words = ledgerWords[locale];
  // Whoever pays has this lock, also where the ledger was deleted under it.
  using _alone = existsSync(folder.chain) ? lockChain(folder.chain) : null;
  const others = [await landedIn(folder.landing)];
  if (from !== undefined) {
    if (!existsSync(from)) throw new LedgerBackupMissingError(from);
    others.push(await rowsOf(from, { file: from }));
  }
  const { before, after, rows, found } = restoration(
    await rowsOf("file" in folder.ledger ? "ledger.db" : "ledger", folder.ledger),
    others,
  );
  terminal.line(`${words.before}: ${before}`);
  for (const { name, to, stopped } of found) {
    const why = stopped === null ? "" : `; ${words.stopped}: ${stopped}`;
    terminal.line(`${name}: ${words.found}: ${to}${why}`);
  }
  if (after === before) return terminal.line(words.nothing);
  terminal.line(`${words.after}: ${after} (${rows.at(-1)?.hash.slice(0, 12)})`);
  if (dryRun) return terminal.line(words.dry);
  const kept = await writeRestored(folder.ledger, rows, clock.now());
  terminal.line(`${words.restored}: ${after - before}`);
  if (kept !== null) terminal.line(`${words.kept}: ${kept}`);
  terminal.line(words.next);
}

/** The ledger as it landed; also where it does not verify. */
export async function landedIn(dir: string): Promise<RowsFrom> {
  const files = (await openLanding(dir).files()).filter(
    ({ stream }) => stream === ledgerStream.name,
  );
  const lines: string[] = [];
  for (const file of files) lines.push(...(await readLines(file)).lines);
  return { name: "landing", rows: landedRows(lines) };
}

async function rowsOf(name: string, place: LedgerPlace): Promise<RowsFrom> {
  await using ledger = await openLedgerToRead(place);
  return { name, rows: (await ledger?.rows()) ?? [] };
}
