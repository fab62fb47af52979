import { readFileSync } from "node:fs";

import { adoptPayments, type AdoptedChain } from "../../../activities/settlement/adopt.ts";
import { AuditFileError, readManifest } from "../../../activities/settlement/audit/audit-file.ts";
import { openCluster, savedChain } from "../../../activities/settlement/chain/open.ts";
import { openLedger, type Plan } from "../../../warehouse/ledger/index.ts";
import { clusterOf } from "../../community/settlement.ts";
import { type Start, startToWrite } from "../../runtime/start.ts";
import { ledgerWords } from "../ledger-words.ts";
import type { CommonOptions } from "../options.ts";

/**
 * Takes payments that the chain shows and the ledger had lost into the ledger, by the plans that it
 * has and those of the files. False: some are left, and go on to block.
 */
export async function ledgerAdopt(
  options: CommonOptions,
  { plan: files }: { readonly plan: readonly string[] },
): Promise<boolean> {
  const manifests = new Map<string, Plan>();
  for (const file of files) {
    const { digest, plan } = readManifest(file, textOf(file));
    manifests.set(digest, plan);
  }
  const started = await startToWrite(options);
  const { folder, clock, terminal, locale } = started;
  const words = ledgerWords[locale];
  const chain = await chainOf(started);
  await using ledger = openLedger({ ...folder.ledger, clock: () => clock.now() });
  const { adopted, left } = await adoptPayments(ledger, chain, manifests);
  for (const { kind, digest, batch, signature } of adopted)
    terminal.line(
      `✓ ${words[kind]}: ${digest.slice(0, 12)}, ${words.batch} ${batch}, ${signature}`,
    );
  for (const { memo, signature, slot } of left)
    terminal.line(
      `✕ ${words.planless}: ${memo.period ?? "?"}, ${memo.digest.slice(0, 12)}, ` +
        `${words.batch} ${memo.batch}, ${signature}, ${words.slot} ${slot}`,
    );
  if (adopted.length + left.length === 0) terminal.line(words.allKnown);
  else terminal.line(left.length === 0 ? words.adopted : words.left);
  return left.length === 0;
}

/** As all its nodes see it, where witnesses are configured; else the embedded chain as it was saved. */
export async function chainOf({ config, folder }: Start): Promise<AdoptedChain> {
  const settings = clusterOf(config, process.env);
  if (settings === null) return savedChain(folder.chain)();
  const rpc = settings.rpc.reveal();
  const witnesses = settings.witnesses.map((one) => one.reveal());
  return await openCluster({ ...settings, rpc, witnesses }).view();
}

function textOf(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    throw new AuditFileError(file, (error as Error).message);
  }
}
