import { openLanding } from "../../../warehouse/landing/index.ts";
import {
  type LedgerReader,
  type LinkOutcome,
  type Pair,
  openLedger,
  openLedgerToRead,
} from "../../../warehouse/ledger/index.ts";
import { type EffectStep, effectOfUndo } from "../../identity/effect-of-undo.ts";
import { publishedPeople } from "../../identity/published-people.ts";
import { type Start, start, startToWrite } from "../../runtime/start.ts";
import { identityWords } from "../identity-words.ts";
import { everySoOften } from "../progress.ts";
import type { CommonOptions } from "../options.ts";
import { linesFor } from "./lines.ts";

/** What every command about people has at hand. */
export type AtHand = Awaited<ReturnType<typeof atHand>>;

/** With a ledger to write to. */
export async function openPeople(options: CommonOptions) {
  const started = await startToWrite(options);
  const { folder, clock } = started;
  const ledger = openLedger({ ...folder.ledger, clock: () => clock.now() });
  try {
    return {
      ...(await atHand(started, ledger)),
      ledger,
      [Symbol.asyncDispose]: () => ledger.close(),
    };
  } catch (error) {
    await ledger.close();
    throw error;
  }
}

/** With a ledger to read, where there is one. */
export async function openPeopleToRead(options: CommonOptions) {
  const started = await start(options);
  const ledger = await openLedgerToRead(started.folder.ledger);
  const close = async () => await ledger?.close();
  return { ...(await atHand(started, ledger)), ledger, [Symbol.asyncDispose]: close };
}

async function atHand(started: Start, ledger: LedgerReader | null) {
  const { config, folder, clock, identity, terminal, locale } = started;
  const people = await publishedPeople(folder.snapshots);
  const said = identityWords[locale];
  const lines = linesFor(locale, people, config.token);
  const line = (text: string) => terminal.line(text);
  return {
    people,
    known: people,
    names: { identity, systemOf: people.systemOf },
    now: () => clock.now(),
    said,
    line,
    lines,
    sayOutcome(accounts: Pair, { linkId, outcome, contradiction }: LinkOutcome) {
      for (const { account } of accounts) line(`  ${lines.account(account)}`);
      line(`${linkId}  ${said.outcomes[outcome]}${lines.because(contradiction)}`);
    },
    async effect(linkIds: readonly string[]): Promise<readonly string[]> {
      if (ledger === null) return [];
      const { timeZone } = config.community;
      const paidFrom = config.distributions.from;
      const landing = openLanding(folder.landing);
      const onStep = everySoOften<EffectStep>((step, done, total) =>
        terminal.progress(`${said.counting}: ${said[step]} ${done}/${total}`),
      );
      const given = { landing, ledger, identity, timeZone, paidFrom, now: clock.now(), onStep };
      return lines.effect(await effectOfUndo(linkIds, given));
    },
  };
}
