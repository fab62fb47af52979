import { openLanding } from "../../../warehouse/landing/index.ts";
import { openLedgerToRead, plansOf, type ProposedPlan } from "../../../warehouse/ledger/index.ts";
import { IdentityKeyError, readIdentityKey } from "../../community/identity-key.ts";
import type { Locale } from "../../community/words.ts";
import { start } from "../../runtime/start.ts";
import { openScratch, type Step } from "../../verify/scratch.ts";
import { openScratchFolder } from "../../verify/scratch-folder.ts";
import { type Verified, verifyPlan } from "../../verify/verify-plan.ts";
import { PlanUnknownError } from "../errors.ts";
import type { CommonOptions } from "../options.ts";
import { everySoOften } from "../progress.ts";
import { verifyWords } from "../verify-words.ts";

const MARKS: Readonly<Record<Verified["outcome"], string>> = {
  same: "✓",
  differs: "✕",
  broken: "✕",
  unknown: "–",
};

/**
 * Makes plans again from landing and ledger alone, in a warehouse beside the live one, and says what
 * came out. Writes nothing into the data folder. True: all of them came out the same.
 */
export async function verify(
  options: CommonOptions,
  named: string | undefined,
  { all }: { readonly all: boolean },
): Promise<boolean> {
  const { folder, terminal, locale } = await start(options);
  const said = verifyWords[locale];
  await using ledger = await openLedgerToRead(folder.ledger);
  const plans = ledger === null ? [] : plansOf(await ledger.read());
  const asked = named === undefined ? plans : [planNamed(plans, named)];
  if (named !== undefined && all) throw new PlanUnknownError(`${named} and --all`, plans);
  if (named === undefined && !all) throw new PlanUnknownError("neither a plan nor --all", plans);
  if (ledger === null || asked.length === 0) {
    terminal.line(said.noPlans);
    return true;
  }
  const identity = readIdentityKey(folder.keys);
  if (identity === null)
    throw new IdentityKeyError(
      `${folder.keys} has no identity.key; expected the one of this landing, for members are named ` +
        "by it. Copy keys/identity.key beside landing and ledger.db.",
    );
  using dir = openScratchFolder();
  const landing = openLanding(folder.landing);
  const onStep = everySoOften<Step>((step, done, total) =>
    terminal.progress(`${said.steps[step]} ${done}/${total}`),
  );
  await using scratch = openScratch(dir.path, { landing, identity, onStep });
  let sameCount = 0;
  for (const proposed of asked) {
    const verified = await verifyPlan(proposed, { landing, ledger, scratch, onStep });
    if (verified.outcome === "same") sameCount += 1;
    for (const line of linesOf(verified, locale)) terminal.line(line);
  }
  if (all) terminal.line(said.sum(sameCount, asked.length));
  return sameCount === asked.length;
}

/** By a month, its newest revision; by a digest or its beginning, that one. */
function planNamed(plans: readonly ProposedPlan[], named: string): ProposedPlan {
  const ofMonth = plans.findLast(({ plan }) => plan.period === named);
  if (ofMonth !== undefined) return ofMonth;
  const found = plans.filter(({ digest }) => named !== "" && digest.startsWith(named));
  const [only] = found;
  if (only !== undefined && found.length === 1) return only;
  throw new PlanUnknownError(JSON.stringify(named), found.length > 1 ? found : plans);
}

function linesOf(verified: Verified, locale: Locale): readonly string[] {
  const said = verifyWords[locale];
  const { outcome, digest, period, revision, difference, inputs, damages, notes } = verified;
  const beside = (expected: string | null, found: string | null) =>
    `${said.expected} ${expected ?? said.nothing}, ${said.found} ${found ?? said.nothing}`;
  return [
    `${MARKS[outcome]} ${period} r${revision} ${digest.slice(0, 12)}: ${said.outcomes[outcome]}`,
    ...(outcome === "unknown" ? [`  ${said.notFrozen(verified.version)}`] : []),
    ...damages.map(({ name, found }) => `  ${said.damage}: ${name}: ${found}`),
    ...(difference === null
      ? []
      : [
          `  ${said.firstRow}: ${difference.table} ${difference.key}: ` +
            beside(difference.expected, difference.found),
        ]),
    ...inputs.map(
      ({ table, expected, found }) => `  ${said.input} ${table}: ${beside(expected, found)}`,
    ),
    ...(outcome === "same" ? [] : notes.map((note) => `  ${said.notes[note]}`)),
    ...(outcome === "broken" ? [`  ${said.wayOut}`] : []),
  ];
}
