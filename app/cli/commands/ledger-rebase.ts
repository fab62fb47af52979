import { existsSync, mkdirSync, renameSync } from "node:fs";
import { join } from "node:path";

import { z } from "zod";

import { rebaseProposal } from "../../../activities/settlement/rebase-proposal.ts";
import { openLanding } from "../../../warehouse/landing/index.ts";
import {
  ledgerStream,
  openLedger,
  RebaseRefusedError,
  rebaseLedger,
  rebasesOf,
  rebaseText,
} from "../../../warehouse/ledger/index.ts";
import { lockChain } from "../../../activities/settlement/chain/open.ts";
import { bytesOption, KeyOptionError } from "../keys/signed-bytes.ts";
import { type Start, startToWrite } from "../../runtime/start.ts";
import { ledgerWords } from "../ledger-words.ts";
import type { CommonOptions } from "../options.ts";
import { chainOf } from "./ledger-adopt.ts";
import { landedIn } from "./ledger-restore.ts";
import { rebuild } from "./rebuild.ts";

const DAY_MS = 24 * 60 * 60 * 1_000;

/**
 * Prints the line that a committee signs to begin anew after a loss, or takes its signatures. What
 * had landed of the lost ledger is moved aside then, and the warehouse is built anew.
 */
export async function ledgerRebase(
  options: CommonOptions,
  { signed, until }: { readonly signed: readonly string[]; readonly until?: string },
): Promise<void> {
  const isInstant = until === undefined || z.iso.datetime().safeParse(until).success;
  if (!isInstant) throw new KeyOptionError("--until", until, "an instant as it was printed");
  const started = await startToWrite(options);
  const { config, folder, clock, terminal, locale } = started;
  const words = ledgerWords[locale];
  const { threshold, approvalDays } = config.committee;
  const now = clock.now();
  using _alone = existsSync(folder.chain) ? lockChain(folder.chain) : null;
  {
    await using ledger = openLedger({ ...folder.ledger, clock: () => now });
    const last = new Date(now.getTime() + approvalDays * DAY_MS).toISOString();
    const validUntil = until ?? `${last.slice(0, 10)}T00:00:00.000Z`;
    const given = { threshold, until: validUntil, now };
    const rebase = await rebaseProposal(ledger, await chainOf(started), given);
    const isDone = rebase !== null && isCovered(rebasesOf(await ledger.read()), rebase);
    if (rebase === null) return terminal.line(words.allKnown);
    if (!isDone && signed.length === 0) {
      terminal.line(`${words.rebaseSign}:\n${rebaseText(rebase)}`);
      terminal.line(`${words.rebaseThen} --until ${validUntil} --signed KEY:SIGNATURE …`);
      return;
    }
    if (!isDone) await rebaseLedger(ledger, rebase, { signatures: signed.map(signatureOf), now });
    terminal.line(`${words.rebased} ${rebase.closed_to}`);
  }
  const moved = await moveLanded(started);
  if (moved === null) return;
  terminal.line(`${words.moved}: ${moved}`);
  await rebuild(options);
}

/** Signed before, and nothing was paid since: what follows may have been cut off. */
function isCovered(
  rebases: ReturnType<typeof rebasesOf>,
  { settler, slot }: { readonly settler: string; readonly slot: number },
): boolean {
  return rebases.some((one) => one.settler === settler && one.slot >= slot);
}

function signatureOf(text: string) {
  const [key = "", signature = "", ...rest] = text.split(":");
  if (rest.length > 0) throw new RebaseRefusedError(`--signed is ${text}, and no KEY:SIGNATURE`);
  return {
    publicKey: bytesOption("--signed", key, 32),
    signature: bytesOption("--signed", signature, 64),
  };
}

/** Where what landed is of another ledger than this: kept beside, and never mixed with it. */
async function moveLanded({ folder, clock }: Start): Promise<string | null> {
  const dir = join(folder.landing, ledgerStream.name);
  const { rows } = await landedIn(folder.landing);
  const files = await openLanding(folder.landing).files();
  if (!files.some(({ stream }) => stream === ledgerStream.name)) return null;
  {
    await using ledger = openLedger({ ...folder.ledger, clock: () => clock.now() });
    const own = new Map((await ledger.rows()).map(({ seq, hash }) => [seq, hash]));
    if (rows.length > 0 && rows.every(({ seq, hash }) => own.get(seq) === hash)) return null;
  }
  const stamp = clock
    .now()
    .toISOString()
    .replaceAll(/[-:]|\.\d+/g, "");
  const aside = join(folder.root, "lost-ledgers", `${ledgerStream.name}-${stamp}`);
  mkdirSync(join(folder.root, "lost-ledgers"), { recursive: true, mode: 0o700 });
  renameSync(dir, aside);
  return aside;
}
